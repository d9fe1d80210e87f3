"""The site of the documentation: what is public is in it. `make docs` builds it, and finds links that lead nowhere."""

import ast
import importlib
import inspect
import re
import shlex
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import scaletg
from scaletg_contrib.cli.parser import COMMANDS, make_parser
from scaletg_contrib.feature import Feature

ROOT = Path(__file__).resolve().parent.parent
CONTRIB = ROOT / "contrib" / "scaletg_contrib"
GUIDES = {page: page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").rglob("*.md"))}
GUIDE = "\n".join(GUIDES.values())


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the pages of the site by their names, as Markdown."""
    folder = tmp_path_factory.mktemp("site") / "markdown"
    tools = str(ROOT / "tools" / "site")
    # Tests may have imported others of the same name: tests/integration/pages.py, for example.
    names = [path.stem for path in Path(tools).glob("*.py")]
    others = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    before = set(sys.modules)
    sys.path.insert(0, tools)
    try:
        importlib.import_module("pages").write_pages(folder)
    finally:
        sys.path.remove(tools)
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(tools):
                del sys.modules[name]
        sys.modules.update(others)
    paths = [*folder.rglob("*.md"), *folder.glob("*.txt")]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def contrib_modules():
    """Yield the name of every Python module of contrib that offers names, and these names."""
    for path in sorted(CONTRIB.rglob("*.py")):
        if path.name != "__main__.py" and "__all__ = " in path.read_text(encoding="utf-8"):
            parts = list(path.relative_to(CONTRIB).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            module = importlib.import_module(".".join(["scaletg_contrib", *parts]))
            yield parts[0], module


def test_every_feature_of_contrib_says_what_it_offers():
    """What has no `__all__` would be in no guard below."""
    features = {path for path in CONTRIB.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    offering = {feature for feature, _ in contrib_modules()}
    assert {path.stem for path in features} - offering == set()


def names_missing_in_reference(site):
    """Return the public names of the core and of contrib that the reference lacks."""
    missing = [name for name in scaletg.__all__ if f"\n## {name}\n" not in site["reference/scaletg.md"]]
    for feature, module in contrib_modules():
        page = site[f"reference/contrib/{feature}.md"]
        missing += [f"{module.__name__}.{name}" for name in module.__all__ if not re.search(rf"\b{name}\b", page)]
    return missing


def test_the_reference_has_every_public_name(site):
    assert len(list(contrib_modules())) > 40
    assert names_missing_in_reference(site) == []


def test_a_public_name_that_the_reference_lacks_is_found(site, monkeypatch):
    monkeypatch.setattr(scaletg, "__all__", [*scaletg.__all__, "undocumented"])
    states = importlib.import_module("scaletg_contrib.states")
    monkeypatch.setattr(states, "__all__", [*states.__all__, "unwritten"])
    assert names_missing_in_reference(site) == ["undocumented", "scaletg_contrib.states.unwritten"]


def test_every_public_class_and_function_of_contrib_has_a_docstring():
    missing = []
    for _, module in contrib_modules():
        for name in module.__all__:
            value = getattr(module, name)
            if (inspect.isclass(value) or inspect.isfunction(value)) and not value.__doc__:
                missing.append(f"{module.__name__}.{name}")
    assert missing == []


def features_missing_in_guides():
    """Return the features that a bot can load, and those of them that no guide loads."""
    features = {
        name
        for _, module in contrib_modules()
        for name in module.__all__
        if inspect.isclass(getattr(module, name)) and issubclass(getattr(module, name), Feature)
    }
    return features, sorted(name for name in features - {"Feature"} if not re.search(rf"\b{name}\(", GUIDE))


def test_a_guide_shows_every_feature_that_a_bot_can_load(monkeypatch):
    features, missing = features_missing_in_guides()
    assert {"Sessions", "Jobs", "Menus"} <= features
    assert missing == []
    states = importlib.import_module("scaletg_contrib.states")
    monkeypatch.setattr(states, "Unshown", type("Unshown", (Feature,), {}), raising=False)
    monkeypatch.setattr(states, "__all__", [*states.__all__, "Unshown"])
    assert features_missing_in_guides()[1] == ["Unshown"]


OFFERED = sorted(entry.name for entry in entry_points(group="scaletg.commands") if "scaletg_contrib" in entry.value)


def test_contrib_offers_commands():
    assert {"jobs", "queue", "worker", "simulator"} <= set(OFFERED)


@pytest.mark.parametrize("name", [*COMMANDS, *OFFERED])
def test_the_guide_and_the_reference_have_every_command(name, site):
    assert f"\n## scaletg {name}\n" in site["reference/command_line.md"]
    assert re.search(rf"scaletg {name}\b", GUIDE), f"no page of docs/ shows `scaletg {name}`"


def options_missing_in_reference(site):
    page = site["reference/options.md"]
    return [name for name in scaletg._OPTIONS if not re.search(rf"^\| `{name}` \|", page, re.MULTILINE)]


def test_an_option_that_the_reference_lacks_is_found(site, monkeypatch):
    monkeypatch.setitem(scaletg._OPTIONS, "unwritten", scaletg._OPTIONS["timeout"])
    assert options_missing_in_reference(site) == ["unwritten"]


def test_the_reference_has_every_option_with_its_name_in_the_environment(site):
    page = site["reference/options.md"]
    assert options_missing_in_reference(site) == []
    assert "| `timeout` | `SCALETG_TIMEOUT` |" in page
    assert "| `token` | `TELEGRAM_BOT_TOKEN` |" in page


def sentences_missing_in_reference(site):
    """Return the keys of all tables of sentences, and those of them that the reference lacks."""
    keys = []
    for path in sorted(CONTRIB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if getattr(target, "id", "") == "TEXTS" and isinstance(node.value, ast.Dict):
                keys += [key.value for key in node.value.keys]
    return keys, [key for key in keys if f"| `{key}` |" not in site["reference/sentences.md"]]


def test_the_reference_has_every_sentence_that_can_be_replaced(site):
    keys, missing = sentences_missing_in_reference(site)
    assert {"cancelled", "forgotten"} <= set(keys)
    assert len(keys) > 40
    assert missing == []
    page = re.sub(r"^\| `forgotten` .*\n", "", site["reference/sentences.md"], flags=re.MULTILINE)
    assert sentences_missing_in_reference({"reference/sentences.md": page})[1] == ["forgotten"]


def test_the_reference_has_every_type_and_method_with_its_link(site):
    for name in scaletg.schema.types:
        assert (
            f"\n## {name}\n\n[Telegram's page](https://core.telegram.org/bots/api#{name.lower()})"
            in (site["reference/types.md"])
        )
    for name in scaletg.schema.methods:
        assert f"\n## {name}\n" in site["reference/methods.md"]
        assert f"(https://core.telegram.org/bots/api#{name.lower()})" in site["reference/methods.md"]


def test_the_gallery_has_every_bot_with_its_source_its_test_and_its_picture(site):
    folders = [path.parent for path in (ROOT / "examples").glob("*/bot.py") if path.parent.name != "any_language"]
    for path in [*sorted((ROOT / "examples").glob("*.py")), *folders]:
        page = site[f"gallery/{path.stem}.md"]
        program = path / "bot.py" if path.is_dir() else path
        assert program.read_text(encoding="utf-8").rstrip() in page
        assert "## Its test" in page
        assert f"](gallery/{path.stem}.md)**: " in site["gallery.md"]
        if path.stem != "shops_bot":  # which needs a server that Telegram reaches
            assert f"](../images/gallery/{path.stem}.png)" in page


def test_programs_that_read_find_every_page(site):
    listed = site["llms.txt"]
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in GUIDES} - {"index.md"}
    assert pages <= set(re.findall(r"\]\(([\w/.-]+)\)", listed))
    assert all(f"<!-- {page} -->" in site["llms-full.txt"] for page in pages)


def test_no_link_of_the_site_leads_out_of_it(site):
    wrong = []
    for name, text in site.items():
        plain = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"(?<!!)\]\(([^)#\s]+)[^)]*\)", plain):
            parts: list[str] = []
            for part in [*Path(name).parent.parts, *target.split("/")]:
                parts = parts[:-1] if part == ".." else [*parts, part]
            is_inside = "/".join(parts) in site or target.endswith((".png", ".svg"))
            if not re.match(r"\w+:", target) and not is_inside:
                wrong.append((name, target))
    assert wrong == []


def commands_in_guides():
    """Yield the page and the words of every command of ours in a block of a shell."""
    for page, text in GUIDES.items():
        for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                found = re.match(r"(?:\$ )?(?:python3? -m )?scaletg (.*)", line)
                if found:
                    yield page, shlex.split(re.split(r" > | \| ", found[1])[0], comments=True)


def test_the_command_line_understands_every_command_of_the_guides(capsys):
    commands = list(commands_in_guides())
    assert len(commands) > 40
    wrong = []
    for page, words in commands:
        try:
            make_parser(words).parse_args(words)
        except SystemExit:
            wrong.append((page.name, words, capsys.readouterr().err))
    assert wrong == []
