"""The schema as data, and the script that refreshes it from a spec.json."""

from __future__ import annotations

import copy
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scaletg
from scaletg import Entry, Field, schema

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / "tools" / "refresh_schema.py"

# The schema of scaletg.py #####################################################


def entries() -> list[Entry]:
    return [*schema.types.values(), *schema.methods.values()]


def field(owner: str, name: str) -> Field:
    entry = schema.types.get(owner) or schema.methods[owner]
    return next(one for one in entry.fields if one.name == name)


def test_schema_has_the_whole_bot_api():
    fields = sum(len(entry.fields) for entry in schema.types.values())
    parameters = sum(len(entry.fields) for entry in schema.methods.values())
    assert scaletg.API_VERSION == "10.3"
    assert (len(schema.types), len(schema.methods), fields, parameters) == (402, 185, 1899, 932)


def test_entries_are_a_mapping_in_the_order_of_the_official_page():
    assert list(schema.types)[:4] == ["Update", "WebhookInfo", "User", "Chat"]
    assert next(iter(schema.methods)) == "getUpdates"
    assert schema.types["Message"] is schema.types["Message"]
    assert "Mesage" not in schema.types
    assert schema.types.get("sendMessage") is None
    with pytest.raises(KeyError):
        schema.methods["Message"]


def test_every_entry_has_its_name_and_the_link_of_its_section():
    for name, entry in [*schema.types.items(), *schema.methods.items()]:
        assert entry.name == name
        if name not in ("Job", "JobData"):  # which are ours
            assert entry.link == f"https://core.telegram.org/bots/api#{name.lower()}"


@pytest.mark.parametrize(
    "owner, expected",
    [
        ("Update", Field("update_id", "int", True)),
        ("Update", Field("message", "Message", False)),
        ("User", Field("is_premium", "True", False)),
        ("Message", Field("date", "datetime", True)),
        ("Message", Field("text", "str", False, about=True)),
        ("Message", Field("photo", "list[PhotoSize]", False, about=True)),
        ("InaccessibleMessage", Field("date", "int", True, literal=0)),
        ("ChatMemberBanned", Field("status", "str", True, literal="kicked")),
        ("ChatMemberBanned", Field("until_date", "datetime", True, zero=True)),
        ("Chat", Field("type", "str", True, values=("private", "group", "supergroup", "channel"))),
        ("InputMediaPhoto", Field("media", "str", True, attach=True)),
        ("UserProfilePhotos", Field("photos", "list[list[PhotoSize]]", True)),
        ("sendMessage", Field("chat_id", "int | str", True)),
        ("sendPhoto", Field("photo", "InputFile | str", True)),
        ("getUpdates", Field("allowed_updates", "list[str]", False)),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_fields_tell_what_the_official_page_says(owner, expected):
    assert field(owner, expected.name) == expected


def test_only_the_python_word_from_has_another_name_here():
    renamed = {one.name: one.python_name for entry in entries() for one in entry.fields if one.name != one.python_name}
    assert renamed == {"from": "from_user"}


def test_entry_tells_required_fields_and_those_with_one_value():
    assert schema.types["ChatMemberBanned"].required == {"status", "user", "until_date"}
    assert schema.types["ChatMemberBanned"].literals == {"status": "kicked"}
    assert schema.types["InaccessibleMessage"].literals == {"date": 0}
    assert schema.methods["sendMessage"].literals == {}


def test_unions_have_members_and_methods_have_results():
    assert schema.types["MaybeInaccessibleMessage"].members == ("Message", "InaccessibleMessage")
    assert schema.types["RichText"].members[:3] == ("str", "list[RichText]", "RichTextBold")
    assert schema.types["Message"].members == ()
    assert schema.types["Message"].returns is None
    assert schema.methods["sendMessage"].returns == "Message"
    assert schema.methods["getUpdates"].returns == "list[Update]"
    assert schema.methods["setGameScore"].returns == "Message | True"
    assert all(entry.returns for entry in schema.methods.values())


def test_every_type_that_is_named_exists():
    known = {"str", "int", "bool", "float", "True", "datetime", "list", *schema.types}
    for entry in entries():
        named = [*entry.members, *(one.type for one in entry.fields), entry.returns or "True"]
        assert {word for text in named for word in re.findall(r"\w+", text)} <= known, entry.name


def test_kinds_are_the_fields_of_an_update_with_their_types():
    assert list(schema.kinds)[:2] == ["message", "edited_message"]
    assert schema.kinds["callback_query"] == "CallbackQuery"
    assert schema.kinds.keys() == {one.name for one in schema.types["Update"].fields} - {"update_id"}
    assert schema.kinds.keys() >= scaletg.KINDS_ON_REQUEST


def test_functions_are_the_methods_in_pythons_spelling():
    assert schema.functions["send_message"] == "sendMessage"
    assert schema.functions["get_me"] == "getMe"
    assert list(schema.functions.values()) == list(schema.methods)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in schema.functions)


# A small text of another schema ###############################################


def test_schema_reads_rows_that_go_on_in_indented_lines():
    small = scaletg.Schema("Update update_id:int\n  message?:Message\nMessage text?\nEmpty\nsend -> [Message] text\n")
    assert list(small.types) == ["Update", "Message", "Empty"]
    assert small.types["Empty"] == Entry("Empty", ())
    assert small.kinds == {"message": "Message"}
    assert small.methods["send"] == Entry("send", (Field("text", "str", True),), returns="list[Message]")


# Refreshing ###################################################################

SPEC: dict[str, Any] = {
    "version": "99.1",
    "update_kinds": [
        {"name": "message", "type": "Message", "default_allowed": True},
        {"name": "secret", "type": "Secret", "default_allowed": False},
    ],
    "message_groups": {"content": ["text"], "service": ["pinned"]},
    "types": {
        "Update": {
            "kind": "object",
            "fields": [
                {"name": "update_id", "types": ["int"], "required": True},
                {"name": "message", "types": ["Message"], "required": False},
                {"name": "secret", "types": ["Secret"], "required": False},
            ],
        },
        "Message": {
            "kind": "object",
            "fields": [
                {"name": "text", "types": ["str"], "required": False},
                {"name": "pinned", "types": ["MaybeMessage"], "required": False},
                {"name": "rows", "types": ["list[list[Message]]"], "required": True},
                {"name": "until", "types": ["date"], "required": True, "zero": "forever"},
            ],
        },
        "Gone": {"kind": "object", "fields": [{"name": "date", "types": ["int"], "required": True, "literal": 0}]},
        "MaybeMessage": {"kind": "union", "subtypes": ["Message", "Gone"], "also": ["list[MaybeMessage]"]},
        "Secret": {"kind": "object", "fields": []},
        "InputPicture": {
            "kind": "object",
            "fields": [
                {"name": "type", "types": ["str"], "required": True, "literal": "picture"},
                {"name": "media", "types": ["str"], "required": True, "upload": "attach"},
            ],
        },
    },
    "methods": {
        "sendText": {
            "returns": ["Message", "True"],
            "params": [
                {"name": "chat_id", "types": ["int", "str"], "required": True},
                {"name": "text", "types": ["str"], "required": True},
                {"name": "parse_mode", "types": ["str"], "required": False, "enum": ["HTML", "Markdown"]},
            ],
        },
    },
}
SOURCE = '''\
API_VERSION = "1.0"
KINDS_ON_REQUEST = frozenset({"chat_member"})
_SCHEMA = """\\
Update update_id:int
Old name
"""
AFTER = "stays"
'''


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "source.py").write_text(SOURCE, encoding="utf-8")
    write_spec(tmp_path, SPEC)
    return tmp_path


def write_spec(place: Path, spec: dict[str, Any]) -> None:
    (place / "spec.json").write_text(json.dumps(spec), encoding="utf-8")


def refresh(place: Path, *options: str) -> int:
    spec = importlib.util.spec_from_file_location("refresh_schema", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    code: int = tool.main([*options, "--source", str(place / "source.py"), str(place / "spec.json")])
    return code


def source_of(place: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec((place / "source.py").read_text(encoding="utf-8"), names)
    return names


def test_refreshing_writes_the_schema_the_version_and_the_kinds_on_request(place):
    assert refresh(place) == 0
    names = source_of(place)
    assert names["API_VERSION"] == "99.1"
    assert names["KINDS_ON_REQUEST"] == frozenset({"secret"})
    assert names["AFTER"] == "stays"
    assert list(scaletg.Schema(names["_SCHEMA"]).types) == list(SPEC["types"])


def test_what_was_written_is_read_back_as_the_spec_says(place):
    refresh(place)
    written = scaletg.Schema(source_of(place)["_SCHEMA"])
    assert written.types["Message"].fields == (
        Field("text", "str", False, about=True),
        Field("pinned", "MaybeMessage", False, about=True),
        Field("rows", "list[list[Message]]", True),
        Field("until", "datetime", True, zero=True),
    )
    assert written.types["Gone"].fields == (Field("date", "int", True, literal=0),)
    assert written.types["MaybeMessage"].members == ("list[MaybeMessage]", "Message", "Gone")
    assert written.types["Secret"] == Entry("Secret", ())
    assert written.types["InputPicture"].fields[0] == Field("type", "str", True, literal="picture")
    assert written.types["InputPicture"].fields[1] == Field("media", "str", True, attach=True)
    send = written.methods["sendText"]
    assert send.returns == "Message | True"
    assert send.fields[0] == Field("chat_id", "int | str", True)
    assert send.fields[2] == Field("parse_mode", "str", False, values=("HTML", "Markdown"))


def test_rows_stay_within_the_length_of_a_line(place):
    spec = copy.deepcopy(SPEC)
    names = [f"a_rather_long_name_{number}" for number in range(30)]
    spec["types"]["Secret"]["fields"] = [{"name": name, "types": ["int"], "required": True} for name in names]
    write_spec(place, spec)
    refresh(place)
    text = source_of(place)["_SCHEMA"]
    assert max(map(len, text.splitlines())) <= 120
    assert [one.name for one in scaletg.Schema(text).types["Secret"].fields] == names


def test_refreshing_prints_what_changed(place, capsys):
    refresh(place)
    capsys.readouterr()
    spec = copy.deepcopy(SPEC)
    spec["types"]["Brand"] = {"kind": "object", "fields": []}
    spec["types"]["Message"]["fields"][0]["required"] = True
    spec["methods"]["sendText"]["params"].append({"name": "effect", "types": ["int"], "required": False})
    del spec["types"]["Gone"]
    write_spec(place, spec)
    assert refresh(place) == 0
    assert capsys.readouterr().out.splitlines() == [
        "+ Brand",
        "- Gone",
        "+ Message.text*",
        "- Message.text?*",
        "+ sendText.effect?:int",
    ]


def test_refreshing_twice_changes_nothing(place, capsys):
    refresh(place)
    first = (place / "source.py").read_bytes()
    capsys.readouterr()
    assert refresh(place) == 0
    assert capsys.readouterr().out == "The schema is up to date.\n"
    assert (place / "source.py").read_bytes() == first


def test_check_writes_nothing_and_fails_while_they_differ(place, capsys):
    before = (place / "source.py").read_bytes()
    assert refresh(place, "--check") == 1
    assert "+ sendText" in capsys.readouterr().out
    assert (place / "source.py").read_bytes() == before
    refresh(place)
    assert refresh(place, "--check") == 0


def test_check_fails_for_a_new_version_alone(place, capsys):
    refresh(place)
    write_spec(place, {**SPEC, "version": "99.2"})
    capsys.readouterr()
    assert refresh(place, "--check") == 1
    assert capsys.readouterr().out == "- version 99.1\n+ version 99.2\n"


def test_a_new_order_is_a_change(place, capsys):
    refresh(place)
    spec = copy.deepcopy(SPEC)
    spec["types"]["Update"]["fields"].reverse()
    write_spec(place, spec)
    capsys.readouterr()
    assert refresh(place, "--check") == 1
    assert capsys.readouterr().out == "Only the order or the layout of the rows changed.\n"


@pytest.mark.parametrize("value", ["two words", "a,b", "a}b", ""])
def test_a_value_that_a_row_cannot_hold_is_refused(place, value):
    spec = copy.deepcopy(SPEC)
    spec["methods"]["sendText"]["params"][2]["enum"] = ["HTML", value]
    write_spec(place, spec)
    before = (place / "source.py").read_bytes()
    with pytest.raises(SystemExit, match=r"sendText\.parse_mode"):
        refresh(place)
    assert (place / "source.py").read_bytes() == before


def test_a_source_without_a_schema_is_refused(place):
    (place / "source.py").write_text("nothing = 1\n")
    with pytest.raises(SystemExit, match="has no schema"):
        refresh(place)


def test_script_runs_from_any_folder(place):
    command = [sys.executable, str(TOOL), "--check", "--source", "source.py", "spec.json"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "+ MaybeMessage" in done.stdout
    assert done.stderr == ""
