"""Lay out a line of code as formatters do: what is too long for one line is broken at its brackets.

Part of `scaletg_contrib.playground`. It knows the forms that exported tests have: calls, lists, dictionaries,
comparisons with one operator, and strings, which it also breaks where they are too long.

    >>> print("\\n".join(lay_out("ada.send('Hello, world', reply_to=ada.last.message_id)", 0, width=50)))
    ada.send(
        "Hello, world", reply_to=ada.last.message_id
    )
"""

from __future__ import annotations

import ast
import unicodedata

__all__ = ["lay_out"]

STEP = 4
_OPERATORS: dict[type[ast.cmpop], str] = {ast.Eq: "=="}


def lay_out(code: str, indent: int, *, width: int) -> list[str]:
    """Return the lines of a statement, none of which is longer than *width* if that is possible."""
    if code.startswith("#"):
        return [" " * indent + code]
    (statement,) = ast.parse(code).body
    if isinstance(statement, ast.Assert):
        return _Layout(width).lines(statement.test, "assert ", "", indent)
    if isinstance(statement, ast.Assign):
        return _Layout(width).lines(statement.value, f"{_flat(statement.targets[0])} = ", "", indent)
    if isinstance(statement, ast.Expr):
        return _Layout(width).lines(statement.value, "", "", indent)
    return [" " * indent + code]


class _Layout:
    """Breaks expressions at one width."""

    def __init__(self, width: int) -> None:
        self.width = width

    def lines(self, node: ast.expr, before: str, after: str, indent: int) -> list[str]:
        """Return the lines of an expression between two texts."""
        line = f"{before}{_flat(node)}{after}"
        if self._fits(line, indent):
            return [" " * indent + line]
        if isinstance(node, ast.Call):
            return self._call(node, before, after, indent)
        if isinstance(node, ast.List):
            parts = [("", element) for element in node.elts]
            return self._bracketed(parts, f"{before}[", f"]{after}", indent)
        if isinstance(node, ast.Dict):
            parts = [(f"{_flat(key)}: ", value) for key, value in zip(node.keys, node.values, strict=True) if key]
            return self._bracketed(parts, f"{before}{{", f"}}{after}", indent)
        if isinstance(node, ast.Compare):
            return self._comparison(node, before, after, indent)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._string(node.value, before, after, indent)
        return [" " * indent + line]

    def _fits(self, line: str, indent: int) -> bool:
        return indent + _columns(line) <= self.width

    def _call(self, node: ast.Call, before: str, after: str, indent: int) -> list[str]:
        parts = _arguments(node)
        before, after = f"{before}{_flat(node.func)}(", f"){after}"
        together = ", ".join(name + _flat(value) for name, value in parts)
        if self._fits(together, indent + STEP):
            inner = " " * (indent + STEP)
            return [" " * indent + before, inner + together, " " * indent + after]
        is_text = len(parts) == 1 and isinstance(parts[0][1], ast.Constant) and isinstance(parts[0][1].value, str)
        if is_text and not parts[0][0]:
            return self._string(node.args[0].value, before[:-1], after[1:], indent)  # type: ignore[attr-defined]
        return self._bracketed(parts, before, after, indent)

    def _bracketed(self, parts: list[tuple[str, ast.expr]], before: str, after: str, indent: int) -> list[str]:
        """Return each part on lines of its own; behind a single one there is no comma."""
        comma = "," if len(parts) > 1 else ""
        lines = [" " * indent + before]
        for name, value in parts:
            lines += self.lines(value, name, comma, indent + STEP)
        return [*lines, " " * indent + after]

    def _comparison(self, node: ast.Compare, before: str, after: str, indent: int) -> list[str]:
        left, right = _flat(node.left), node.comparators[0]
        operator = _OPERATORS[type(node.ops[0])]
        if isinstance(right, ast.List):
            return self.lines(right, f"{before}{left} {operator} ", after, indent)
        inner = " " * (indent + STEP)
        begin, end = f"{' ' * indent}{before}(", f"{' ' * indent}){after}"
        if self._fits(f"{left} {operator} {_flat(right)}", indent + STEP):
            return [begin, f"{inner}{left} {operator} {_flat(right)}", end]
        last = f"{operator} {_flat(right)}"
        if self._fits(last, indent + STEP) or not isinstance(right, ast.Constant):
            return [begin, f"{inner}{left}", f"{inner}{last}", end]
        return self.lines(right, f"{before}{left} {operator} ", after, indent)

    def _string(self, text: str, before: str, after: str, indent: int) -> list[str]:
        """Return a string in parentheses, in as many pieces as it needs."""
        pieces = [" " * (indent + STEP) + piece for piece in _pieces(text, self.width - indent - STEP)]
        return [f"{' ' * indent}{before}(", *pieces, f"{' ' * indent}){after}"]


def _arguments(node: ast.Call) -> list[tuple[str, ast.expr]]:
    """Return the arguments of a call, each with what is before it."""
    positional = [("", value) for value in node.args]
    named = [(f"{keyword.arg}=", keyword.value) for keyword in node.keywords]
    return [*positional, *named]


def _flat(node: ast.expr) -> str:
    """Return an expression on one line."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _quoted(node.value)
    if isinstance(node, ast.Attribute):
        return f"{_flat(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return f"{_flat(node.value)}[{_flat(node.slice)}]"
    if isinstance(node, ast.Call):
        given = ", ".join(name + _flat(value) for name, value in _arguments(node))
        return f"{_flat(node.func)}({given})"
    if isinstance(node, ast.List):
        return f"[{', '.join(map(_flat, node.elts))}]"
    if isinstance(node, ast.Dict):
        items = [f"{_flat(key)}: {_flat(value)}" for key, value in zip(node.keys, node.values, strict=True) if key]
        return f"{{{', '.join(items)}}}"
    if isinstance(node, ast.Compare):
        return f"{_flat(node.left)} {_OPERATORS[type(node.ops[0])]} {_flat(node.comparators[0])}"
    return ast.unparse(node)


def _quoted(text: str) -> str:
    """Return a string in double quotes, unless single ones need fewer backslashes."""
    quote = '"'
    if text.count('"') > text.count("'"):
        quote = "'"
    return quote + "".join(_escaped(character, quote) for character in text) + quote


def _escaped(character: str, quote: str) -> str:
    if character in "\"'":
        return f"\\{character}" if character == quote else character
    return repr(character)[1:-1]


def _pieces(text: str, width: int) -> list[str]:
    """Return a string as literals of at most *width* columns, which end behind a space where they can."""
    pieces = []
    while text:
        end = _end_of_piece(text, width)
        pieces.append(_quoted(text[:end]))
        text = text[end:]
    return pieces or ['""']


def _end_of_piece(text: str, width: int) -> int:
    """Return how many characters fit into a literal, up to the last space among them."""
    if _columns(_quoted(text)) <= width:
        return len(text)
    end = 1
    while _columns(_quoted(text[: end + 1])) <= width:
        end += 1
    space = text.rfind(" ", 0, end)
    return space + 1 if space > 0 else end


def _columns(line: str) -> int:
    """Return how wide a line is: characters of East Asia and emoji take two columns, what combines takes none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    without = sum(unicodedata.combining(character) > 0 for character in line)
    return len(line) + wide - without
