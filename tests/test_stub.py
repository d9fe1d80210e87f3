"""The stub for editors and type checkers: fresh, true to what runs, and of use."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scaletg

ROOT = Path(__file__).resolve().parent.parent
STUB = ROOT / "scaletg-stubs" / "__init__.pyi"
MYPY = """\
[mypy]
strict = true
warn_unreachable = true
python_version = 3.11
explicit_package_bases = true

[mypy-scaletg_contrib.*]
follow_imports = silent

[mypy-bottle]
ignore_missing_imports = true

[mypy-requests]  # the oldest that is supported has no types
ignore_missing_imports = true
"""
# What a user writes is checked as pyright does by default; what proves the stub, as strictly as it can.
PYRIGHT: dict[str, dict[str, Any]] = {
    # Django says nothing of the types of its models, and migrations are its own.
    "examples": {"typeCheckingMode": "standard", "exclude": ["**/django_site"]},
    "typing_tests": {"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": "error"},
}


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_stub", ROOT / "tools" / "make_stub.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


@pytest.fixture(scope="module")
def classes() -> dict[str, ast.ClassDef]:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def functions_of(node: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    return {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}


def fields_of(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(one.target) for one in node.body if isinstance(one, ast.AnnAssign)]


def shape_of(function: ast.FunctionDef) -> list[tuple[str, str, Any]]:
    """Return name, kind and default of each parameter but self."""
    args = function.args
    assert [args.vararg, args.kwarg, args.defaults] == [None, None, []]
    shape: list[tuple[str, str, Any]] = [(one.arg, "place or name", inspect.Parameter.empty) for one in args.args[1:]]
    for one, default in zip(args.kwonlyargs, args.kw_defaults):
        shape.append((one.arg, "name", inspect.Parameter.empty if default is None else ast.literal_eval(default)))
    return shape


def running_shape(signature: inspect.Signature) -> list[tuple[str, str, Any]]:
    kinds: dict[Any, str] = {
        inspect.Parameter.POSITIONAL_OR_KEYWORD: "place or name",
        inspect.Parameter.KEYWORD_ONLY: "name",
    }
    return [(one.name, kinds[one.kind], one.default) for one in signature.parameters.values()]


def in_any_order_by_name(shape: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    by_place = [one for one in shape if one[1] != "name"]
    return by_place + sorted((one for one in shape if one[1] == "name"), key=lambda one: one[0])


CLASSES = [name for name, entry in scaletg.schema.types.items() if not entry.members and name != "InputFile"]
METHODS = [name[0].upper() + name[1:] for name in scaletg.schema.methods]


def test_stub_is_fresh():
    assert load_tool().make_stub() == STUB.read_text(encoding="utf-8"), "run python tools/make_stub.py"


def test_check_says_what_to_run_for_a_stale_stub(monkeypatch, tmp_path, capsys):
    tool = load_tool()
    monkeypatch.setattr(tool, "STUB", tmp_path / "stubs" / "__init__.pyi")
    assert tool.main(["--check"]) == 1
    assert "run python tools/make_stub.py" in capsys.readouterr().err
    assert tool.main([]) == 0
    assert tool.main(["--check"]) == 0
    tool.STUB.write_text(tool.STUB.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert tool.main(["--check"]) == 1


def test_every_type_is_a_class_or_an_alias(classes):
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    aliases = {ast.unparse(one.target) for one in tree.body if isinstance(one, ast.AnnAssign)}
    unions = {name for name, entry in scaletg.schema.types.items() if entry.members}
    assert scaletg.schema.types.keys() - unions <= classes.keys()
    assert unions <= aliases


@pytest.mark.parametrize("names", [CLASSES, METHODS], ids=["types", "methods"])
def test_classes_have_the_fields_of_the_schema(classes, names):
    for name in names:
        expected = [field.python_name for field in getattr(scaletg, name)._entry.fields]
        if name == "InaccessibleMessage":  # has the fields of a message, too: they are None
            absent = [field.python_name for field in scaletg.Message._entry.fields]
            expected += [field for field in absent if field not in expected]
        assert fields_of(classes[name]) == expected, name


@pytest.mark.parametrize("names", [CLASSES, METHODS], ids=["types", "methods"])
def test_constructors_take_what_the_running_ones_take(classes, names):
    for name in names:
        told = in_any_order_by_name(shape_of(functions_of(classes[name])["__init__"]))
        assert told == in_any_order_by_name(running_shape(inspect.signature(getattr(scaletg, name)))), name


def test_functions_of_the_api_take_what_the_running_ones_take(classes):
    told = functions_of(classes["Api"])
    api = scaletg.Bot("1:token").api
    for name in scaletg.schema.functions:
        running = running_shape(inspect.signature(getattr(api, name)))
        assert in_any_order_by_name(shape_of(told[name])) == in_any_order_by_name(running), name


def test_the_options_of_a_bot_are_what_a_running_one_takes(classes):
    init = functions_of(classes["Bot"])["__init__"]
    told = [one.arg for one in [*init.args.args[1:], *init.args.kwonlyargs]]
    assert told == ["token", "config", *(name for name in scaletg._OPTIONS if name != "token")]
    scaletg.Bot(**dict.fromkeys(told))
    assert {"dispatch", "proxies", "record"} <= set(fields_of(classes["Bot"])) <= {"api", *scaletg._OPTIONS}


def test_no_known_class_lets_a_misspelt_name_pass(classes):
    lenient = {name for name, node in classes.items() if "__getattr__" in functions_of(node)}
    assert lenient == {"_SignedData", "JobDataShortcuts"}  # whose fields are those that Telegram, or an author, gave
    assert not any(
        isinstance(one, ast.FunctionDef) and one.name == "__getattr__" for one in ast.parse(STUB.read_text()).body
    )


def test_every_verb_of_a_type_is_told(classes):
    for shortcuts in set(scaletg._SHORTCUTS.values()):
        public = {name for name in vars(shortcuts) if not name.startswith("_")}
        told = {name for name in functions_of(classes[shortcuts.__name__]) if not name.startswith("_")}
        assert public == told, shortcuts.__name__


def bot_of_the_readme() -> str:
    block = re.search(
        r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert block is not None
    return block[1]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """Return a folder with the stub, away from scaletg.py, which would hide it."""
    shutil.copytree(ROOT / "scaletg-stubs", tmp_path / "stubs" / "scaletg")
    shutil.copytree(ROOT / "contrib" / "scaletg_contrib", tmp_path / "installed" / "scaletg_contrib")
    shutil.copytree(ROOT / "tests" / "typing", tmp_path / "checked" / "typing_tests")
    shutil.copytree(ROOT / "examples", tmp_path / "checked" / "examples")
    (tmp_path / "checked" / "examples" / "bot_of_the_readme.py").write_text(bot_of_the_readme(), encoding="utf-8")
    (tmp_path / "mypy.ini").write_text(MYPY)
    return tmp_path


def run(workplace: Path, *command: str) -> None:
    path = os.pathsep.join([str(workplace / "stubs"), str(workplace / "installed")])
    environment = {**os.environ, "MYPYPATH": path, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-m", *command]
    done = subprocess.run(arguments, cwd=workplace, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_stubtest_finds_the_stub_true_to_what_runs(workplace):
    allowlist = ROOT / "tools" / "stubtest_allowlist.txt"
    run(workplace, "mypy.stubtest", "scaletg", "--allowlist", str(allowlist))


def test_mypy_accepts_the_typing_tests(workplace):
    run(workplace, "mypy", "--config-file", "mypy.ini", *map(str, sorted(workplace.glob("checked/typing_tests/*.py"))))


def test_mypy_accepts_the_examples(workplace):
    run(workplace, "mypy", "--config-file", "mypy.ini", *map(str, sorted(workplace.glob("checked/examples/*.py"))))
    run(workplace, "mypy", "--config-file", "mypy.ini", "checked/examples/project")


@pytest.mark.parametrize("folder", PYRIGHT)
def test_pyright_accepts_the_typing_tests_and_the_examples(workplace, folder):
    where = {
        "include": [f"checked/{folder}"],
        "stubPath": "stubs",
        "extraPaths": ["installed"],
        "pythonVersion": "3.11",
    }
    alone = {"reportMissingModuleSource": "none"}  # the stub stands without its source here
    (workplace / "pyrightconfig.json").write_text(json.dumps({**where, **alone, **PYRIGHT[folder]}))
    run(workplace, "pyright", "--pythonpath", sys.executable)


def test_mypy_finds_the_mistakes_without_the_ignores(workplace):
    path = workplace / "checked" / "typing_tests" / "misspelt.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# type: ignore" in line}
    path.write_text("\n".join(line.partition("  # type: ignore")[0] for line in lines), encoding="utf-8")
    with pytest.raises(AssertionError) as caught:
        run(workplace, "mypy", "--config-file", "mypy.ini", str(path))
    found = {int(line.split(":")[1]) for line in str(caught.value).splitlines() if ": error: " in line}
    assert wrong
    assert found == wrong
