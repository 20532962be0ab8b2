"""What a loader is: a format that reads a file row by row, and a normalisation of rows into items."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.formats.detection import fitting
from loaders.formats.format import Format, Inspection
from loaders.formats.paths import bare_name, files_in, is_folder, places
from loaders.formats.rows import Row
from loaders.formats.streams import opened
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput


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
    `files` are the stems of the files to load in a directory, in the order of loading. `mapping` and `country` are
    what it was made with.
    A loader can be pickled, so its recipe and what that normalises with hold no lambda and no inner function.
    """

    name: str
    source: str
    recipe: Callable[[Path], Recipe]
    files: tuple[str, ...] = ()
    mapping: Path | None = None
    country: str | None = None

    def paths(self, path: Path) -> list[Path]:
        """The files to load: `path`, those of its pattern, or those of a folder or zip that this loader knows."""
        return [file for place in places(path) for file in self._files(place)]

    def _files(self, place: Path) -> list[Path]:
        if not is_folder(place):
            return [place]
        inside = [path for path in files_in(place) if path.parent == place] if place.is_dir() else files_in(place)
        if self.files:
            found = [p for stem in self.files for p in inside if bare_name(p) == stem and _readable(p)]
            if not found:
                raise InvalidInput(f"{place}: none of its files is one of {', '.join(self.files)} (.parquet or .csv)")
            return found
        if place.is_dir():
            raise InvalidInput(f"{place}: is a directory; name the files in it that {self.name} is to load")
        if len(inside) != 1:
            some = ", ".join(str(path.relative_to(place)) for path in inside[:6]) or "no file at all"
            raise InvalidInput(f"{place}: is a zip of {some}; name one of them as {place}/NAME")
        return inside

    def inspect(self, path: Path) -> Inspection:
        """Read the whole file once. Raises InvalidInput, naming file and line or column, where it cannot be loaded."""
        opened(path).close()
        return fitting(self.recipe(path).format, path).inspect(path)

    def items(self, path: Path, encoding: str = "") -> Iterator[Item | Rejected]:
        """Lazily, in the same order each time; never raises for a file that `inspect` passed.

        `encoding` is what the inspection found; without it, it is found anew.
        """
        recipe = self.recipe(path)
        return recipe.normalise(fitting(recipe.format, path).rows(path, encoding))


@dataclass(frozen=True)
class ItemReader:
    """Reads a file's items, lazily and the same each time it is called; in another process too: it can be pickled."""

    loader: Loader
    path: Path
    encoding: str = ""

    def __call__(self) -> Iterator[Item | Rejected]:
        return self.loader.items(self.path, self.encoding)


def _readable(path: Path) -> bool:
    return any(suffix.lower() in (".parquet", ".csv") for suffix in path.suffixes)
