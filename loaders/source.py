"""A kind of file: how it is read, what its rows mean, and by what it is recognised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from loaders.formats import Format
from loaders.loader import Loader, Recipe
from profile_service.domain.items import Item, Rejected


class Selective(Format, Protocol):
    """A format that knows which columns or fields a file must have."""

    @property
    def required(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Source:
    """`name` is SOURCE on the command line, `source` that of the records.

    `normalise(rows, country)` makes items of rows; where it is `by_file`, `normalise(rows, country, path)`: the name of
    the file, or another file beside it, then says what its rows do not.

    To recognise a file: `required` columns must be there; each of the `marks` that is there too tells it from other
    kinds. `stems`: how an export calls it, `Contact` of Contact.csv; a number or a date may follow.
    """

    name: str
    source: str
    format: Selective
    normalise: Callable[..., Iterator[Item | Rejected]]
    marks: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    by_file: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        return self.format.required

    def loader(self, country: str | None) -> Loader:
        return Loader(self.name, self.source, partial(self._recipe, country))

    def _recipe(self, country: str | None, path: Path) -> Recipe:
        if self.by_file:
            return Recipe(self.format, partial(self.normalise, country=country, path=path))
        return Recipe(self.format, partial(self.normalise, country=country))
