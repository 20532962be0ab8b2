"""What a loader is: a format that reads a file row by row, and a normalisation of rows into items."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.reading import Row, opened
from profile_service.domain.errors import InvalidInput
from profile_service.domain.items import Item, Rejected


@dataclass(frozen=True)
class Inspection:
    """What one complete read-through of a file found, before anything is loaded."""

    path: Path
    sha256: str
    rows: int
    bytes: int


class Format(Protocol):
    """How a file is read. `rows` is lazy, flat in memory, and yields the same sequence for the same bytes."""

    def inspect(self, path: Path) -> Inspection: ...

    def rows(self, path: Path) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Recipe:
    """How one file becomes items. The rows of all its items and rejects add up to the rows of the file."""

    format: Format
    normalise: Callable[[Iterable[Row]], Iterator[Item | Rejected]]


@dataclass(frozen=True)
class Alike:
    """The recipe of a loader of which every file is alike."""

    recipe: Recipe

    def __call__(self, _: Path) -> Recipe:
        return self.recipe


@dataclass(frozen=True)
class Loader:
    """`name` is SOURCE on the command line, `source` that of the records.

    `recipe` says how a file is loaded; it raises InvalidInput for a file that is none of this loader's.
    `files` are the stems of the files to load in a directory, in the order of loading.
    A loader can be pickled, so its recipe and what that normalises with hold no lambda and no inner function.
    """

    name: str
    source: str
    recipe: Callable[[Path], Recipe]
    files: tuple[str, ...] = ()

    def paths(self, path: Path) -> list[Path]:
        """The files to load: `path` itself, or those of a directory that this loader knows, in their order."""
        if not path.is_dir():
            return [path]
        if not self.files:
            raise InvalidInput(f"{path}: is a directory; name the files in it that {self.name} is to load")
        found = [p for stem in self.files for p in sorted(path.iterdir()) if p.stem == stem and _readable(p)]
        if not found:
            raise InvalidInput(f"{path}: none of its files is one of {', '.join(self.files)} (.parquet or .csv)")
        return found

    def inspect(self, path: Path) -> Inspection:
        """Read the whole file once. Raises InvalidInput, naming file and line or column, where it cannot be loaded."""
        opened(path).close()
        return self.recipe(path).format.inspect(path)

    def items(self, path: Path) -> Iterator[Item | Rejected]:
        """Lazily, in the same order each time; never raises for a file that `inspect` passed."""
        recipe = self.recipe(path)
        return recipe.normalise(recipe.format.rows(path))


@dataclass(frozen=True)
class Reading:
    """Reads a file's items, lazily and the same each time it is called; in another process too: it can be pickled."""

    loader: Loader
    path: Path

    def __call__(self) -> Iterator[Item | Rejected]:
        return self.loader.items(self.path)


def _readable(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in (".parquet", ".csv")
