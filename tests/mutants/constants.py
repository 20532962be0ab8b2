"""Mutants of what stands outside functions, which mutmut leaves alone: thresholds, defaults and lists.

Every number goes up and down, every flag turns round, every member is struck from its list (also from a text of words
that is split), and every two neighbours of a tuple change places. Single texts, types and patterns stay.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_TEXT_OF_WORDS = 2


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old`, which begins at the offset `start` of the file's text, is `new` instead."""

    path: Path
    line: int
    start: int
    old: str
    new: str

    @property
    def code(self) -> str:
        text = self.path.read_text(encoding="utf-8")
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {_short(self.old)} → {_short(self.new)}"


def mutants(path: Path) -> list[Mutant]:
    """In the order of the file."""
    text = path.read_text(encoding="utf-8")
    return sorted(_File(path, text).mutants(), key=lambda each: (each.start, each.new))


class _File:
    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def mutants(self) -> Iterator[Mutant]:
        for value in _values(ast.parse(self._text).body):
            for node in ast.walk(value):
                for start, end, new in self._changes(node):
                    line = self._text.count("\n", 0, start) + 1
                    yield Mutant(self._path, line, start, self._text[start:end], new)

    def _changes(self, node: ast.AST) -> Iterator[tuple[int, int, str]]:
        if isinstance(node, ast.Constant):
            start, end = self._span(node)
            yield from ((start, end, new) for new in _others(node.value, self._text[start:end]))
        elif isinstance(node, ast.List | ast.Set | ast.Tuple) and len(node.elts) > 1:
            spans = [self._span(each) for each in node.elts]
            yield from self._without_each(spans)
            if not isinstance(node, ast.Set):
                yield from self._exchanged(spans)
        elif isinstance(node, ast.Dict) and len(node.values) > 1 and None not in node.keys:
            yield from self._without_each(
                [(self._span(k)[0], self._span(v)[1]) for k, v in zip(node.keys, node.values, strict=True) if k]
            )

    def _without_each(self, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        for one, (start, end) in enumerate(spans):
            if one:
                yield spans[one - 1][1], end, ""
            else:
                yield start, spans[1][0], ""

    def _exchanged(self, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        for (a, b), (c, d) in pairwise(spans):
            yield a, d, self._text[c:d] + self._text[b:c] + self._text[a:b]

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        """`column` counts bytes."""
        text = self._text[self._starts[line - 1] : self._starts[line]]
        return self._starts[line - 1] + len(text.encode()[:column].decode())


def _values(body: list[ast.stmt]) -> Iterator[ast.expr]:
    """What is assigned at the top of a module or of a class, but types and what an enumeration calls its members."""
    for statement in body:
        if isinstance(statement, ast.ClassDef) and not any("Enum" in ast.unparse(base) for base in statement.bases):
            yield from _values(statement.body)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) and statement.value:
            declared = ast.unparse(statement.annotation) if isinstance(statement, ast.AnnAssign) else ""
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            is_type = "TypeAlias" in declared or ast.unparse(statement.value).startswith(("TypeVar", "tuple["))
            if not is_type and not ast.unparse(target).startswith("__"):
                yield statement.value


def _others(value: object, text: str) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, int):
        yield from (str(value + 1), str(value - 1))
    elif isinstance(value, float):
        yield from (repr(value * 1.1), repr(value * 0.9))
    elif isinstance(value, str) and len(words := value.split()) > _TEXT_OF_WORDS and "(" not in text:
        yield from (repr(" ".join(words[:n] + words[n + 1 :])) for n in range(len(words)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 80 else f"{line[:38]} … {line[-38:]}"
