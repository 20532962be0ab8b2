"""The project's own source files, parsed once: what they import, define and hold."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("profile_service", "loaders")


@dataclass(frozen=True)
class Import:
    """`target`: a dotted name, `profile_service.store.engine.store.Store`; `nested`: inside a function."""

    target: str
    line: int
    nested: bool


@dataclass(frozen=True)
class Function:
    name: str
    line: int
    lines: int


@dataclass(frozen=True)
class Source:
    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """`store` of profile_service/store/engine/store.py, `cli` of profile_service/cli.py, `loaders`, `tests`."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "profile_service" and len(parts) > 1 else parts[0]

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(_imports(self.tree, nested=False))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        found = (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
        return tuple(Function(n.name, n.lineno, (n.end_lineno or n.lineno) - n.lineno + 1) for n in found)

    def names(self, module: str) -> bool:
        """Whether it imports `module` or anything inside it."""
        return any(f"{i.target}.".startswith(f"{module}.") for i in self.imports)


@cache
def sources() -> tuple[Source, ...]:
    """The packages that the wheel carries."""
    return tuple(_read(PACKAGES))


@cache
def suite() -> tuple[Source, ...]:
    return tuple(_read(("tests",)))


def _read(folders: tuple[str, ...]) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def _imports(node: ast.AST, *, nested: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, nested) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(f"{child.module}.{alias.name}", child.lineno, nested) for alias in child.names)
        else:
            inside = nested or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, nested=inside)
