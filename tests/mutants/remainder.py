"""Mutants of what mutmut leaves alone: what stands outside functions (thresholds, defaults, lists and their order), and
functions that are decorated, such as properties.

A number goes up and down, a flag or a condition turns round, a comparison changes at its edge, a member is struck from
its list (also a word from a text that is split), and two neighbours of a tuple change places. Types, the members of
enumerations and single texts stay.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

# From one offset in a file's text to another, and what stands there instead.
_Change: TypeAlias = tuple[int, int, str]
_Span: TypeAlias = tuple[int, int]
_OTHER = {
    "Lt": ("<", "<="), "LtE": ("<=", "<"), "Gt": (">", ">="), "GtE": (">=", ">"), "Eq": ("==", "!="),
    "NotEq": ("!=", "=="), "Is": ("is", "is not"), "IsNot": ("is not", "is"), "In": ("in", "not in"),
    "NotIn": ("not in", "in"), "And": ("and", "or"), "Or": ("or", "and"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """`code` is the whole text of the file at `path`, with `new` in the place of `old`."""

    path: Path
    line: int
    old: str
    new: str
    code: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {_short(self.old)} → {_short(self.new)}"


def mutants(path: Path) -> list[Mutant]:
    """Of one file, in its order."""
    text = path.read_text(encoding="utf-8")
    places = _Places(text)
    parts = _remainder(ast.parse(text).body)
    changes = sorted({change for part in parts for node in ast.walk(part) for change in places.changes(node)})
    return [
        Mutant(path, text.count("\n", 0, start) + 1, text[start:end], new, text[:start] + new + text[end:])
        for start, end, new in changes
        if new != text[start:end]
    ]


def _remainder(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """What is assigned at the top of a module or of a class, in dataclasses the defaults, and what decorated functions
    do."""
    for statement in body:
        match statement:
            case ast.ClassDef(bases=[ast.Name(id="Enum")]):
                continue
            case ast.ClassDef():
                yield from _remainder(statement.body)
            case ast.FunctionDef(decorator_list=[_, *_]):
                yield from statement.body
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")) | ast.Assign(targets=[ast.Name(id="__slots__")]):
                continue
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.AugAssign(value=value):
                yield value


class _Places:
    """Where the nodes of a text stand, and how each may be changed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.splitlines(keepends=True)

    def changes(self, node: ast.AST) -> Iterator[_Change]:
        match node:
            case ast.Constant(value=int() | float()):
                yield from self._numbers(node)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield self._turned(left, op, right)
            case ast.BoolOp(values=values, op=op):
                yield from (self._turned(left, op, right) for left, right in pairwise(values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield (*self._span(node), self._code(operand))
            case _:
                yield from self._members(node)

    def _numbers(self, node: ast.Constant) -> Iterator[_Change]:
        start, end = self._span(node)
        match node.value:
            case bool(flag):
                yield start, end, repr(not flag)
            case int(number):
                yield from ((start, end, repr(number + 1)), (start, end, repr(number - 1)))
            case float(number):
                yield from ((start, end, repr(number * 1.1)), (start, end, repr(number * 0.9)))

    def _members(self, node: ast.AST) -> Iterator[_Change]:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)) as words, attr="split"), args=[]):
                start, end = self._span(words)
                each = text.split()
                yield from ((start, end, repr(" ".join(each[:n] + each[n + 1 :]))) for n in range(len(each)))
            case ast.Tuple(elts=[one, other]):
                start, end = self._span(one)[0], self._span(other)[1]
                yield from ((start, end, f"{self._code(member)},") for member in (one, other))
                yield from self._exchanged([self._span(one), self._span(other)])
            case ast.Tuple(elts=[_, _, *_] as members):
                spans = [self._span(member) for member in members]
                yield from self._without_each(spans)
                yield from self._exchanged(spans)
            case ast.Set(elts=[_, _, *_] as members) | ast.List(elts=[_, _, *_] as members):
                yield from self._without_each([self._span(member) for member in members])
            case ast.Dict(keys=[_, _, *_]):
                pairs = zip(node.keys, node.values, strict=True)
                yield from self._without_each([(self._span(k)[0], self._span(v)[1]) for k, v in pairs if k])

    def _without_each(self, spans: list[_Span]) -> Iterator[_Change]:
        yield spans[0][0], spans[1][0], ""
        yield from ((before[1], span[1], "") for before, span in pairwise(spans))

    def _exchanged(self, spans: list[_Span]) -> Iterator[_Change]:
        for (a, b), (c, d) in pairwise(spans):
            yield a, d, self._text[c:d] + self._text[b:c] + self._text[a:b]

    def _turned(self, left: ast.expr, op: ast.cmpop | ast.boolop, right: ast.expr) -> _Change:
        start, end = self._span(left)[1], self._span(right)[0]
        old, new = _OTHER[type(op).__name__]
        return start, end, self._text[start:end].replace(old, new, 1)

    def _code(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._text[start:end]

    def _span(self, node: ast.expr) -> _Span:
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        """`line` from 1; `column` in bytes."""
        before = self._lines[line - 1].encode()[:column].decode()
        return sum(map(len, self._lines[: line - 1])) + len(before)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 80 else f"{line[:39]} … {line[-39:]}"
