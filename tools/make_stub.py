"""Write scaletg-stubs/__init__.pyi, from which editors and type checkers know every type, field and method.

    python tools/make_stub.py           # write the stub
    python tools/make_stub.py --check   # only compare: exit code 1 if it is out of date

Three sources say what stands in it: the schema (types, methods, the functions of `bot.api`), the text of scaletg.py
(its own classes and functions), and for the verbs of types what they return when they are tried. Only what none of
them can say stands in the tables of this file.
"""

from __future__ import annotations

import argparse
import ast
import functools
import inspect
import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
STUB = ROOT / "scaletg-stubs" / "__init__.pyi"
sys.path.insert(0, str(ROOT))

import scaletg  # noqa: E402  # the path to it comes first
from scaletg import Entry, Field, schema  # noqa: E402  # as above

HEADER = '''\
"""What editors and type checkers know of scaletg. tools/make_stub.py writes this file; do not edit it."""

import functools
import inspect
import logging
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, ClassVar, Final, Generic, Literal, NamedTuple, Protocol, TypeAlias
from typing import overload, type_check_only

import bottle  # type: ignore[import-untyped, unused-ignore]  # it has no types so far
from typing_extensions import Self, TypeVar

_Result = TypeVar("_Result", covariant=True, default=Any)
_Target = TypeVar("_Target", bound=str | os.PathLike[str] | IO[bytes])

_Upload: TypeAlias = InputFile | os.PathLike[str] | bytes | IO[bytes]
_File: TypeAlias = _Upload | str

_Pair: TypeAlias = tuple[str | int, str | int]
_InlinePart: TypeAlias = InlineKeyboardButton | _Pair | Mapping[str, str | int]
_ReplyPart: TypeAlias = str | KeyboardButton

@type_check_only
class _Described:
    """What attrs gives a class."""

    __attrs_attrs__: ClassVar[tuple[Any, ...]]

@type_check_only
class _SignedData(Object):
    """What came with a good signature: a field is there if Telegram sent it."""

    auth_date: int
    hash: str
    def __getattr__(self, name: str) -> Any: ...

@type_check_only
class _Host(bottle.Bottle):  # type: ignore[misc, unused-ignore]  # it has no types so far
    """A WSGI application of several bots."""

    def start(self) -> None:
        """Start the bots in this process: jobs and time-outs come in time, also before the first request."""
    def bot(self, bot_id: int) -> Bot | None:
        """Return the bot of an id, whose token is looked up; `None` if there is none."""
    def drop(self, bot_id: int) -> None:
        """Forget the bot of an id: its token is looked up again when it is next needed."""

@type_check_only
class _Streamed(list[Method[Any]]):
    """The last messages of a text that was shown while it was made: what the app returns."""

    text: str
    is_stopped: bool
    def send(self) -> None: ...
'''

# Results that the source calls `Any` or `Object`, for it cannot name the types of the schema.
RESULTS = {
    "Object.from_dict": "Self",
    "Object.__copy__": "Self",
    "Object.__deepcopy__": "Self",
    "Object.__replace__": "Self",
    "Method.from_dict": "Self",
    "Method.send": "_Result",
    "Api.__call__": "_Result",
    "UpdateShortcuts.event": "Object | None",
    "UpdateShortcuts.message_any": "Message | InaccessibleMessage | None",
    "UpdateShortcuts.chat": "Chat | None",
    "UpdateShortcuts.user": "User | None",
    "MessageShortcuts.parse_entities": "list[tuple[MessageEntity, str]]",
    "MessageShortcuts.typing": "AbstractContextManager[None]",
    "ChatShortcuts.typing": "AbstractContextManager[None]",
    "JobDataShortcuts.__getattr__": "Any",
    "JobDataShortcuts.__getitem__": "Any",
    "JobDataShortcuts.get": "Any",
    "MessageShortcuts.stream": "_Streamed",
    "ChatShortcuts.stream": "_Streamed",
    "inline_keyboard": "InlineKeyboardMarkup",
    "reply_keyboard": "ReplyKeyboardMarkup",
    "check_init_data": "_SignedData",
    "read_signed_data": "_SignedData",
    "check_login": "_SignedData",
    "Bot.check_init_data": "_SignedData",
    "Bot.check_login": "_SignedData",
    "Bot.wsgi": "bottle.Bottle",
    "host": "_Host",
}
# Parameters of the same kind.
PARAMETERS = {
    "Api.__call__.method": "Method[_Result]",
    "Bot.process.update": "Update | dict[str, Any]",
    "MessageShortcuts.typing.action": "_Action",
    "ChatShortcuts.typing.action": "_Action",
    "MessageShortcuts.react.emoji": "str | ReactionType | dict[str, Any]",
    "inline_keyboard.rows": "_InlinePart | Sequence[_InlinePart | Sequence[_InlinePart]]",
    "reply_keyboard.rows": "_ReplyPart | Sequence[_ReplyPart | Sequence[_ReplyPart]]",
}
# What `**options` stands for, where it is neither a verb nor the wish of a function to take anything.
_TRANSFER = ["request_timeout: float | None = None", "progress: Progress | None = None"]
# Functions whose result depends on what they are given.
OVERLOADS = {
    "split_text": [
        "(text: str, limit: int = 4096, entities: None = None) -> list[str]",
        "(text: str, limit: int = 4096, *, entities: Sequence[MessageEntity | dict[str, Any]])"
        " -> list[tuple[str, list[MessageEntity]]]",
        "(text: str, limit: int, entities: Sequence[MessageEntity | dict[str, Any]])"
        " -> list[tuple[str, list[MessageEntity]]]",
    ],
    "error": ["(*kinds: type[BaseException]) -> Callable[[F], F]", "(function: F, /) -> F"],
    "Bot.error": ["(self, *kinds: type[BaseException]) -> Callable[[F], F]", "(self, function: F, /) -> F"],
    **{
        f"{owner}.download": [
            f"(self, {first}to: None = None, *, {', '.join(_TRANSFER)}) -> bytes",
            f"(self, {first}to: _Target, *, {', '.join(_TRANSFER)}) -> _Target",
        ]
        for owner, first in [("MessageShortcuts", ""), ("FileShortcuts", ""), ("Api", "file: Object | str, ")]
    },
}
# Decorators that take a function, or what the constructor of a class takes besides the function.
DECORATORS = {"app": scaletg.App, "Bot.app": scaletg.App, "module": scaletg.Module, "Bot.module": scaletg.Module}
# Types for which a plain string can be sent: the label of a key, an option of a poll.
TAKES_TEXT = {"KeyboardButton", "InputPollOption"}
# The options of a bot, by the name of their kind; more is known about some.
OPTIONS = {
    "str": "str",
    "int": "int",
    "int or float": "float",
    "bool": "bool",
    "list or tuple": "Sequence[Any]",
    "dict": "dict[str, Any]",
    "str or PathLike": "str | os.PathLike[str]",
    "a URL or an object": "Any",
    "dead_letter": "Callable[[Any, Exception], Any]",
    "watch": "Callable[[Outcome], Any]",
    "proxies": "dict[str, str]",
    "dispatch": "Literal['all', 'first']",
    "on_error": "Literal['ack', 'retry']",
}
# Those that have a value when they are read, although their default is none.
ALWAYS_SET = {"seen"}
# Special functions that tell a type checker nothing, or would let a misspelt name pass.
UNTOLD = {"__getattr__", "__dir__", "__repr__", "__reduce__"}
# A list of known values that is longer than this is not worth a reader's while.
MOST_VALUES = 24
# Seconds of which the Bot API says only that they are numbers; a timedelta is as good.
DURATION = re.compile(r"(duration|period|cache_time)$")


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the stub, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the stub is out of date")
    options = parser.parse_args(arguments)
    text = make_stub()
    if options.check:
        if STUB.exists() and STUB.read_text(encoding="utf-8") == text:
            return 0
        print("scaletg-stubs/__init__.pyi is out of date: run python tools/make_stub.py", file=sys.stderr)
        return 1
    STUB.parent.mkdir(exist_ok=True)
    STUB.write_text(text, encoding="utf-8")
    return 0


def make_stub() -> str:
    """Return the text of the stub."""
    tree = ast.parse((ROOT / "scaletg.py").read_text(encoding="utf-8"))
    own = [line for node in tree.body for line in statement(node)]
    types = [line for name, entry in schema.types.items() if name != "InputFile" for line in type_lines(entry)]
    methods = [line for entry in schema.methods.values() for line in method_lines(entry)]
    action = next(field for field in schema.methods["sendChatAction"].fields if field.name == "action")
    aliases = ["", f"_Action: TypeAlias = {input_type(action)}"]
    text = HEADER + "\n".join([*aliases, *own, *types, *methods]) + "\n"
    text = re.sub(r"(?<=\n)((?: |\) ->).*\n)(?=[\w@])", r"\1\n", text)
    return re.sub(r"\n{3,}", "\n\n", text)


# Layout


def indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def docstring(text: str | None) -> list[str]:
    """Return the first line of a docstring as one."""
    first = (text or "").strip().split("\n")[0]
    if not first:
        return ["..."]
    mark = "r" if "\\" in first else ""
    return [f'{mark}"""{first}{" " if first.endswith(chr(34)) else ""}"""']


def function(name: str, parameters: Iterable[str], result: str, text: str | None, *decorators: str) -> list[str]:
    """Return the lines of a function whose docstring begins with the first line of *text*."""
    words = list(parameters)
    head = f"def {name}({', '.join(words)}) -> {result}:"
    body = docstring(text)
    lines = [head] if len(head) < 112 or not words else [f"def {name}(", *filled(words), f") -> {result}:"]
    if body == ["..."]:
        lines[-1] += " ..."
        return [*decorators, *lines]
    return [*decorators, *lines, *indented(body)]


def filled(words: list[str]) -> list[str]:
    """Return parameters in lines that are as long as they may be, unless one alone is longer."""
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > 106:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word},"
    return indented(lines)


# Types of the schema


def read_type(kind: str, zero: bool = False) -> str:
    """Return the type that reading a field of *kind* gives."""
    if kind == "True":
        return "bool"
    if kind == "InputFile":
        return "_Upload"
    if kind == "InputFile | str":
        return "_File"
    return f"{kind} | Literal[0]" if zero else kind


def field_type(field: Field) -> str:
    """Return the type of a field as an attribute."""
    if field.literal is not None:
        return f"Literal[{field.literal!r}]"
    found = "_File" if field.attach else read_type(field.type, field.zero)
    return found if field.required else f"{found} | None"


def result_type(kind: str) -> str:
    """Return the type of a method's result."""
    return re.sub(r"\bTrue\b", "Literal[True]", kind)


def input_type(field: Field, *, is_sent: bool = True) -> str:
    """Return the type that a parameter takes: wider than what reading gives, for dictionaries do as well as objects."""
    if field.literal is not None:
        return f"Literal[{field.literal!r}]"
    if is_sent and field.type == "str" and 0 < len(field.values) <= MOST_VALUES:
        return f"Literal[{', '.join(map(repr, field.values))}]"
    if field.attach:
        return "_File"
    if field.type == "int" and DURATION.search(field.name):
        return "int | timedelta"
    if field.type == "datetime" and is_sent:
        return "datetime | timedelta | int"
    if field.name == "reply_markup" and "ReplyKeyboardMarkup" in field.type:
        return f"{input_kind(field.type)} | Sequence[Sequence[str]]"
    return input_kind(field.type)


def input_kind(kind: str) -> str:
    if kind in ("InputFile", "InputFile | str", "True"):
        return read_type(kind)
    if kind == "datetime":
        return "datetime | int"
    if kind == "list[str]":  # a string is a sequence of strings, and never meant
        return "list[str] | tuple[str, ...]"
    if kind.startswith("list["):
        return f"Sequence[{input_kind(kind[5:-1])}]"
    if kind in TAKES_TEXT:
        return f"{kind} | str | dict[str, Any]"
    return f"{kind} | dict[str, Any]" if any(name in schema.types for name in kind.split(" | ")) else kind


@functools.cache
def received() -> frozenset[str]:
    """Return the types that Telegram sends: those of an update, of a result, and what is in them."""
    found: set[str] = set()
    waiting = ["Update", *(entry.returns or "" for entry in schema.methods.values())]
    while waiting:
        for name in re.findall(r"\w+", waiting.pop()):
            if name in schema.types and name not in found:
                found.add(name)
                waiting += [*schema.types[name].members, *(field.type for field in schema.types[name].fields)]
    return frozenset(found)


def parameters_of(entry: Entry) -> list[str]:
    """Return the parameters of a constructor or a call: required ones in order, the others by name."""
    is_sent = entry.name not in received()
    typed = {field: f"{field.python_name}: {input_type(field, is_sent=is_sent)}" for field in entry.fields}
    required = [typed[field] for field in entry.fields if field.required and field.literal is None]
    preset = [f"{typed[field]} = {field.literal!r}" for field in entry.fields if field.literal is not None]
    optional = [f"{typed[field]} | None = None" for field in entry.fields if not field.required]
    return [*required, *(["*"] if preset or optional else []), *preset, *optional]


def type_lines(entry: Entry) -> list[str]:
    if entry.members:
        return [f"{entry.name}: TypeAlias = {' | '.join(entry.members)}"]
    shortcuts = scaletg._SHORTCUTS.get(entry.name)
    base = shortcuts.__name__ if shortcuts else "Object"
    return class_lines(entry.name, f"{base}, _Described", f"Telegram's {entry.name}. {entry.link}", entry)


def method_lines(entry: Entry) -> list[str]:
    base = f"Method[{result_type(entry.returns or '')}], _Described"
    return class_lines(class_name(entry), base, method_summary(entry), entry)


def class_name(entry: Entry) -> str:
    return entry.name[0].upper() + entry.name[1:]


def method_summary(entry: Entry) -> str:
    return f"The method {entry.name}. {entry.link}"


def class_lines(name: str, bases: str, text: str, entry: Entry) -> list[str]:
    fields = [f"{field.python_name}: {field_type(field)}" for field in entry.fields]
    if name == "InaccessibleMessage":
        own = {field.name for field in entry.fields}
        absent = [field for field in schema.types["Message"].fields if field.name not in own]
        fields += [f"{field.python_name}: None" for field in absent]
    constructor = function("__init__", ["self", *parameters_of(entry)], "None", None)
    return ["", f"class {name}({bases}):", *indented([*docstring(text), "", *fields, *constructor])]


def call_lines() -> list[str]:
    """Return the functions of `bot.api`."""
    lines = []
    for name, method in schema.functions.items():
        if name in vars(scaletg.Api):  # its own function of that name comes first
            continue
        entry = schema.methods[method]
        parameters = parameters_of(entry)
        parameters += [] if "*" in parameters else ["*"]
        inner = ["self", *parameters, *_TRANSFER]
        lines += function(name, inner, result_type(entry.returns or ""), method_summary(entry))
    return lines


# Verbs of types, which are tried


class Verb(NamedTuple):
    """What trying a verb has shown."""

    results: list[Entry]  #: the methods of which it returns one
    required: list[Field]  #: what it takes by place, if the source does not say
    options: list[Field]  #: what it takes by name


def sample(kind: str, *, every: bool) -> Any:
    """Return a value of a type in Telegram's form, with only its required fields or with every one."""
    if kind.startswith("list["):
        return []
    entry = schema.types.get(kind)
    while entry and entry.members:
        entry = schema.types.get(entry.members[0])
    if entry is None:
        return 1
    wanted = [field for field in entry.fields if every or field.required]
    return {field.name: field.literal or sample(field.type, every=False) for field in wanted}


def attempt(try_it: Callable[[], Any]) -> scaletg.Method | None:
    """Return the method object that a verb makes, `None` if it cannot make one of this sample and these values."""
    try:
        made = try_it()
    except (TypeError, KeyError, ValueError):
        return None
    return made if isinstance(made, scaletg.Method) else None


def try_verb(kind: type[scaletg.Object], name: str, values: list[str], **named: str) -> Verb | None:
    """Call a verb with these values on samples of its type, and tell what came of it."""
    owner = next(type_name for type_name, shortcuts in scaletg._SHORTCUTS.items() if issubclass(shortcuts, kind))
    verbs = [getattr(getattr(scaletg, owner).from_dict(sample(owner, every=every)), name) for every in (False, True)]
    working = [(verb, made) for verb in verbs if (made := attempt(functools.partial(verb, *values, **named)))]
    if not working:
        return None
    entries = list({made._entry.name: made._entry for _, made in working}.values())
    by_value = {str(value): key for _, made in working for key, value in made._raw.items() if str(value) in values}
    fields = {field.name: field for field in entries[0].fields}
    required = [fields[by_value[value]] for value in values if value in by_value]
    options = [
        field
        for field in fields.values()
        if field not in required
        and all(attempt(functools.partial(verb, *values, **{**named, field.python_name: "?"})) for verb, _ in working)
    ]
    return Verb(entries, required, options)


def generated_verb(kind: type[scaletg.Object], name: str) -> list[str]:
    """Return the lines of a verb that is a row in scaletg.py: what it takes by place, then what its method takes."""
    places = [*inspect.signature(getattr(kind, name)).parameters.values()][1:-1]
    connection = {"business_connection_id": "?"}  # the only one that is required and stands for itself
    for named in ({}, connection):
        verb = try_verb(kind, name, [f"value-{place}" for place, _ in enumerate(places)], **named)
        if verb:
            words = [
                f"{field.python_name}: {input_type(field)}{' | None = None' if place.default is None else ''}"
                for place, field in zip(places, verb.required)
            ]
            return function(name, ["self", *words, *optional(verb.options, named)], *ending(verb, kind, name))
    raise SystemExit(f"{kind.__name__}.{name} makes no method object")


def ending(verb: Verb, kind: type[scaletg.Object], name: str) -> tuple[str, str | None]:
    return " | ".join(map(class_name, verb.results)), getattr(kind, name).__doc__


def optional(fields: Iterable[Field], required: Container[str] = ()) -> list[str]:
    """Return fields as parameters by name, which are optional but for those in *required*."""
    typed = [f"{field.python_name}: {input_type(field)}" for field in fields]
    typed = [word if word.partition(":")[0] in required else f"{word} | None = None" for word in typed]
    return ["*", *typed] if typed else []


# The source


def statement(node: ast.stmt) -> list[str]:
    """Return what a statement of scaletg.py is in the stub: nothing, if it is private."""
    if isinstance(node, ast.ClassDef):
        return [] if node.name.startswith("_") else ["", *class_of(node)]
    if isinstance(node, ast.FunctionDef):
        return [] if node.name.startswith("_") else ["", *function_of(node)]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return assignment(node.targets[0].id, node.value)
    return []


def assignment(name: str, value: ast.expr) -> list[str]:
    if name == "__all__":
        return [f"__all__ = [{', '.join(repr(word) for word in scaletg.__all__)}]"]
    if name.startswith("_") and name != "__version__":
        return []
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeVar":
        return [f"{name} = {ast.unparse(value)}"]
    if isinstance(value, ast.Subscript):
        return [f"{name}: TypeAlias = {annotation(value)}"]
    kind = type(getattr(scaletg, name))
    if kind is frozenset:
        return [f"{name}: Final[frozenset[str]]"]
    if kind.__module__ not in ("builtins", "scaletg", "logging") or not hasattr(scaletg, kind.__name__):
        return [f"{name}: Final[{builtin(kind)}]"]
    return [f"{name}: Final[{kind.__name__}]"]


def builtin(kind: type) -> str:
    known = {"str", "int", "float", "bool"}
    if kind.__name__ in known:
        return kind.__name__
    return "logging.Logger" if kind.__name__ == "Logger" else "object"


class _Public(ast.NodeTransformer):
    """Replaces private names in annotations, which the stub does not have, and unpacks those in quotes."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return node if ast.unparse(node.value) == "Literal" else self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("Any") if node.id.startswith("_") else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self.visit(ast.parse(node.value, mode="eval").body) if isinstance(node.value, str) else node


def annotation(node: ast.expr | None) -> str:
    if node is None:
        return "Any"
    text = ast.unparse(_Public().visit(ast.parse(ast.unparse(node), mode="eval").body))
    return re.sub(r"\bAny \| None\b", "Any", text)


def class_of(node: ast.ClassDef) -> list[str]:
    kind = getattr(scaletg, node.name)
    bases = [ast.unparse(base) for base in node.bases if not ast.unparse(base).startswith("_")]
    bases += ["Generic[_Result]"] if node.name == "Method" else []
    bases += ["_Described"] if hasattr(kind, "__attrs_attrs__") else []
    body = docstring(ast.get_docstring(node))
    body = [] if body == ["..."] else [*body, ""]
    for member in node.body:
        body += class_member(node, member)
    body += [line for name in looped_verbs(node) for line in generated_verb(kind, name)]
    body += call_lines() if node.name == "Api" else []
    body += option_lines(node) if node.name in ("Bot", "Options") else []
    head = f"class {node.name}({', '.join(bases)}):" if bases else f"class {node.name}:"
    return [head, *indented(body or ["..."])]


def option_type(name: str) -> str:
    return OPTIONS.get(name) or OPTIONS[scaletg._OPTIONS[name].kind.name]


def option_lines(owner: ast.ClassDef) -> list[str]:
    """Return the options of a bot as attributes, without those that are in the source."""
    written = {getattr(member, "name", None) or ast.unparse(getattr(member, "target", member)) for member in owner.body}
    lines = []
    for row in scaletg._OPTIONS.values():
        kind = option_type(row.name)
        may_lack = row.default is None and row.name not in ALWAYS_SET and kind != "Any"
        if row.name not in written:
            lines.append(f"{row.name}: {kind}{' | None' if may_lack else ''}")
    return lines


def looped_verbs(node: ast.ClassDef) -> list[str]:
    """Return the names of public functions that a class has and its text has not."""
    written = {member.name for member in node.body if isinstance(member, ast.FunctionDef)}
    written |= {name.id for member in node.body for name in ast.walk(member) if isinstance(name, ast.Name)}
    members = vars(getattr(scaletg, node.name))
    functions = [name for name, value in members.items() if inspect.isfunction(value) and not name.startswith("_")]
    return [name for name in functions if name not in written] if node.name.endswith("Shortcuts") else []


def class_member(owner: ast.ClassDef, member: ast.stmt) -> list[str]:
    if isinstance(member, ast.FunctionDef):
        return member_function(owner, member)
    if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
        name = member.target.id
        default = f" = {ast.unparse(member.value)}" if member.value and is_named_tuple(owner) else ""
        return [] if name.startswith("_") else [f"{name}: {annotation(member.annotation)}{default}"]
    if isinstance(member, ast.Assign):
        names = [target.id for target in member.targets if isinstance(target, ast.Name)]
        return [line for name in names for line in class_assignment(owner, name, member.value)]
    return []


def is_named_tuple(owner: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "NamedTuple" for base in owner.bases)


def class_assignment(owner: ast.ClassDef, name: str, value: ast.expr) -> list[str]:
    if name == "__hash__":
        return ["__hash__: ClassVar[None]  # type: ignore[assignment]  # objects can change, as lists can"]
    if name.startswith("_"):
        return []
    if isinstance(value, ast.Call):
        return generated_verb(getattr(scaletg, owner.name), name)
    return [f"{name}: {type(ast.literal_eval(value)).__name__}"]


def member_function(owner: ast.ClassDef, node: ast.FunctionDef, name: str | None = None) -> list[str]:
    full = f"{owner.name}.{node.name}" if owner else node.name
    if (node.name in UNTOLD and full not in RESULTS) or (node.name.startswith("_") and not node.name.startswith("__")):
        return []
    lines = function_of(node, owner, name or node.name)
    return [*attributes(owner, node), *lines] if node.name == "__init__" else lines


def attributes(owner: ast.ClassDef, constructor: ast.FunctionDef) -> list[str]:
    """Return the public attributes that a constructor sets."""
    named = {argument.arg: argument.annotation for argument in arguments_of(constructor)}
    declared = {ast.unparse(item.target) for item in owner.body if isinstance(item, ast.AnnAssign)}
    found: dict[str, str] = {}
    for node in ast.walk(constructor):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
            name = target.attr
            if not name.startswith("_") and name not in declared:
                kind = (
                    annotation(node.annotation)
                    if isinstance(node, ast.AnnAssign)
                    else inferred(node.value, named, getattr(scaletg, owner.name))
                )
                found.setdefault(name, kind)
    return [f"{name}: {kind}" for name, kind in found.items()]


def inferred(value: ast.expr, named: dict[str, ast.expr | None], owner: type) -> str:
    """Return the type of what an attribute is set to, `Any` where only an annotation in the source could tell."""
    if isinstance(value, ast.Name) and value.id in named:
        return annotation(named[value.id])
    if isinstance(value, ast.Constant) and value.value is not None:
        return type(value.value).__name__
    if isinstance(value, ast.Compare):
        return "bool"
    if isinstance(value, ast.BoolOp):
        kinds = {inferred(item, named, owner) for item in value.values}
        return kinds.pop() if len(kinds) == 1 else "Any"
    if isinstance(value, ast.Call):
        return result_of(ast.unparse(value.func), owner)
    return "Any"


def result_of(called: str, owner: type) -> str:
    """Return the type of what a class or function of the source returns."""
    if called == "any":
        return "bool"
    name = called.removeprefix("self.")
    found = getattr(owner if name != called else scaletg, name, None)
    if inspect.isclass(found):
        return "Any" if name.startswith("_") else name
    written = getattr(found, "__annotations__", {}).get("return")
    return annotation(ast.parse(written, mode="eval").body) if isinstance(written, str) else "Any"


def arguments_of(node: ast.FunctionDef) -> Iterator[ast.arg]:
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            yield argument


def function_of(node: ast.FunctionDef, owner: ast.ClassDef | None = None, name: str | None = None) -> list[str]:
    """Return the lines of a function of the source: its own signature, made exact where more is known."""
    full = f"{owner.name}.{node.name}" if owner else node.name
    text = ast.get_docstring(node)
    decorators = [f"@{ast.unparse(item)}" for item in node.decorator_list]
    name = name or node.name
    if full in OVERLOADS:
        return overloads(name, OVERLOADS[full], text)
    if full in DECORATORS:
        return overloads(name, decorator_signatures(full), text)
    result = annotation(node.returns)
    if owner and owner.name.endswith("Shortcuts") and full not in RESULTS and result == "Any" and not decorators:
        return written_verb(node, owner, name)
    result = file_types() if full == "MessageShortcuts.file" else RESULTS.get(full, result)
    return function(name, signature(node, full), result, text, *decorators)


def file_types() -> str:
    """Return the types of what a message can carry as a file."""
    kinds = {field.name: field.type for field in schema.types["Message"].fields}
    return " | ".join(dict.fromkeys([*(re.sub(r"list\[|\]", "", kinds[name]) for name in scaletg._FILES), "None"]))


def overloads(name: str, signatures: Iterable[str], text: str | None) -> list[str]:
    lines = []
    for item in signatures:
        inner, result = item[1:].rsplit(") -> ", 1)
        lines += function(name, [inner], result, text, "@overload")
    return lines


def decorator_signatures(full: str) -> list[str]:
    """Return both forms of a decorator: `@bot.app`, and `@bot.app(...)`, which takes what the constructor takes."""
    me = ["self"] if "." in full else []
    taken = list(inspect.signature(DECORATORS[full]).parameters.values())[1:]  # without the function
    inner = []
    for item in taken:
        if item.kind is item.KEYWORD_ONLY and not any(word.startswith("*") for word in inner):
            inner.append("*")
        star = "*" if item.kind is item.VAR_POSITIONAL else ""
        default = "" if item.default is item.empty else f" = {item.default!r}"
        inner.append(f"{star}{item.name}: {item.annotation}{default}")
    return [f"({', '.join([*me, 'function: F, /'])}) -> F", f"({', '.join([*me, *inner])}) -> Callable[[F], F]"]


def signature(node: ast.FunctionDef, full: str, known: dict[str, Field] | None = None) -> list[str]:
    """Return the parameters of a function, those in *known* with the types of the schema's fields."""
    args = node.args
    words = []
    defaults: list[ast.expr | None] = [*args.defaults]
    plain = [*args.posonlyargs, *args.args]
    for place, (argument, default) in enumerate(zip(plain, [None] * (len(plain) - len(defaults)) + defaults)):
        words.append(parameter(argument, default, full, known))
        words += ["/"] if args.posonlyargs and place == len(args.posonlyargs) - 1 else []
    words += [f"*{parameter(args.vararg, None, full, known)}"] if args.vararg else ["*"] if args.kwonlyargs else []
    words += [parameter(item, default, full, known) for item, default in zip(args.kwonlyargs, args.kw_defaults)]
    if args.kwarg and known is None:
        words += options_of(args.kwarg, full)
        words = [word for place, word in enumerate(words) if word != "*" or "*" not in words[:place]]
    return words


def options_of(argument: ast.arg, full: str) -> list[str]:
    """Return what `**options` of a function is."""
    if full == "reply_keyboard":
        fields = schema.types["ReplyKeyboardMarkup"].fields
        return optional(field for field in fields if not field.required and field.name != "resize_keyboard")[1:]
    if full == "Bot.set_webhook":
        return ["*", *optional(field for field in schema.methods["setWebhook"].fields if not field.required)[1:]]
    if full == "Bot.__init__":
        options = [name for name in scaletg._OPTIONS if name != "token"]
        return [f"{name}: {re.sub('^Any .*', 'Any', option_type(name) + ' | None')} = None" for name in options]
    return [f"**{argument.arg}: {annotation(argument.annotation)}"]


def parameter(argument: ast.arg, default: ast.expr | None, full: str, known: dict[str, Field] | None) -> str:
    if argument.arg in ("self", "cls"):
        return argument.arg
    kind = PARAMETERS.get(f"{full}.{argument.arg}")
    if kind is None and known and argument.arg in known and "Any" in annotation(argument.annotation):
        kind = input_type(known[argument.arg]) + (" | None" if default is not None else "")
    kind = kind or annotation(argument.annotation)
    return f"{argument.arg}: {kind}" + (f" = {ast.unparse(default)}" if default is not None else "")


def written_verb(node: ast.FunctionDef, owner: ast.ClassDef, name: str) -> list[str]:
    """Return the lines of a verb of the source: its own parameters, then those of the method that it makes."""
    kind = getattr(scaletg, owner.name)
    count = len(node.args.args) - 1 - len(node.args.defaults)
    verb = try_verb(kind, node.name, [f"value-{place}" for place in range(count)])
    if verb is None:
        raise SystemExit(f"{owner.name}.{node.name} makes no method object: add its result to RESULTS")
    own = {argument.arg for argument in arguments_of(node)}
    fields = {field.python_name: field for entry in verb.results for field in entry.fields}
    words = signature(node, f"{owner.name}.{node.name}", fields)
    if node.args.kwarg:
        more = optional(field for field in verb.options if field.python_name not in own)
        words += more[1:] if any(word.startswith("*") for word in words) else more
    return function(name, words, *ending(verb, kind, node.name))


if __name__ == "__main__":
    sys.exit(main())
