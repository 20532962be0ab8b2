"""Which source a file comes from, told by its columns or fields, and by its name only where those leave it open."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.build.source import Source
from loaders.discovery.prepare import prepare
from loaders.formats.archives import is_archive, members
from loaders.formats.csv import Csv
from loaders.formats.detection import Kind, kind_of, reader
from loaders.formats.ndjson import Ndjson
from loaders.formats.paths import bare_name, files_in, is_folder, places
from loaders.registry import PRESETS, SOURCES, loader
from loaders.sources.complete_journey import events, households
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import Load

AUTO = "auto"
_JOURNEY = "complete-journey"
_TABLES = {Kind.CSV, Kind.EXCEL, Kind.PARQUET, Kind.NDJSON}
_OBJECTS = {Kind.NDJSON, Kind.PARQUET}
# What others refer to is loaded before them. A source that is none of these stands between people and events.
_FIRST = ("products", "accounts", "companies", "customers", "contacts", "users", "profiles", "audience", "addresses")
_LAST = ("orders", "cases", "tickets", "reviews", "comments")
_SHOWN = 6


@dataclass(frozen=True)
class Trait:
    """By what a source's files are known: columns that must be there, and others that tell it from its likes.

    One that is `looked_up` is not loaded itself, but read beside others.
    """

    source: str
    kinds: Collection[Kind]
    required: tuple[str, ...]
    marks: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    looked_up: bool = False

    def match(self, path: Path, columns: Collection[str]) -> "Match":
        there = {column.casefold() for column in columns}
        seen = tuple(name for name in dict.fromkeys((*self.required, *self.marks)) if name.casefold() in there)
        missing = tuple(name for name in self.required if name.casefold() not in there)
        named = any(_called(path, stem) for stem in self.stems)
        return Match(self, seen, missing, named, len(there) > len(seen))


_JOURNEY_TRAITS = tuple(
    Trait(_JOURNEY, {Kind.CSV, Kind.PARQUET}, columns, looked_up=looked_up)
    for columns, looked_up in (
        (households.DEMOGRAPHICS, False),
        (events.TRANSACTIONS, False),
        (events.REDEMPTIONS, False),
        (events.CAMPAIGNS, False),
        (("campaign_id", "campaign_type", "start_date", "end_date"), True),
        (("product_id", "department", "brand", "product_category"), True),
        (("coupon_upc", "product_id", "campaign_id"), True),
        (("product_id", "store_id", "display_location", "mailer_location"), True),
    )
)


@dataclass(frozen=True)
class Match:
    """How far a file shows a trait. `named`: its name is one of the source's; `more`: it has other columns too."""

    trait: Trait
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    named: bool
    more: bool

    @property
    def holds(self) -> bool:
        """Few columns that everybody has, such as Id and Name, are not enough without a mark or the right name."""
        if not self.trait.required:
            return not self.more
        telling = self.named or not self.trait.marks or any(name in self.seen for name in self.trait.marks)
        return not self.missing and telling

    @property
    def strength(self) -> tuple[int, bool]:
        return len(self.seen), self.named

    @property
    def share(self) -> float:
        return len(self.seen) / len({*self.trait.required, *self.trait.marks})

    @property
    def sentence(self) -> str:
        more = len(self.seen) - _SHOWN
        shown = ", ".join(self.seen[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        return f"{self.trait.source} (has {shown})"


@dataclass(frozen=True)
class Recognised:
    """`source` is the name of its loader; empty where none loads it. `said`: what it was taken for, and why."""

    path: Path
    source: str
    said: str
    unknown: bool = False


def recognised(path: Path) -> Recognised:
    """What the file was taken for. Raises InvalidInput where two sources fit it equally well."""
    try:
        kind = kind_of(path)
        columns = reader(path).header(path)
    except InvalidInput as error:
        return Recognised(path, "", f"unknown: {str(error).removeprefix(f'{path}: ')}", unknown=True)
    if kind is Kind.VCARD:
        return Recognised(path, "vcard-contacts", f"vcard-contacts (has BEGIN:VCARD, {', '.join(columns[:3])})")
    matches = [trait.match(path, columns) for trait in _traits() if kind in trait.kinds]
    fitting = sorted((m for m in matches if m.holds), key=lambda m: m.strength, reverse=True)
    if not fitting:
        return _unknown(path, columns, matches)
    best, others = fitting[0], [m for m in fitting[1:] if m.trait.source != fitting[0].trait.source]
    if others and others[0].strength == best.strength:
        names = " or ".join(m.trait.source for m in (best, *others) if m.strength == best.strength)
        raise InvalidInput(f"{path}: may be {names}; load it by that name instead of {AUTO}")
    if best.trait.looked_up:
        return Recognised(path, "", f"{best.sentence}, looked up beside the files that need it")
    rather = f", rather than {' or '.join(m.sentence for m in others)}" if others else ""
    return Recognised(path, best.trait.source, best.sentence + rather)


@dataclass(frozen=True)
class SortedFiles:
    """`loads`: one for each source, in an order in which nothing refers to what comes later. `unknown`: not loaded."""

    loads: tuple[Load, ...]
    unknown: tuple[Path, ...]


def sort_out(
    paths: Iterable[Path], country: str | None = None, *, tell: Callable[[str], None] = lambda _: None
) -> SortedFiles:
    """Take each file, also those in folders and zips, for what it is; `tell` hears for what, and why.

    Raises InvalidInput, before anything is loaded, where no file is known, two sources fit one equally well, or one
    that is known cannot be loaded.
    """
    found = [recognised(path) for path in _all_files(paths)]
    for each in found:
        tell(f"{each.path}: {each.said}")
    names = sorted({each.source for each in found if each.source}, key=_turn)
    if not names:
        raise InvalidInput(
            "none of the files is known; name the source, or draft a mapping with "
            "`profile-service inspect FILE --out MAPPING`"
        )
    loads = (_load(name, [each.path for each in found if each.source == name], country, tell) for name in names)
    return SortedFiles(tuple(loads), tuple(each.path for each in found if each.unknown))


def _load(name: str, paths: list[Path], country: str | None, tell: Callable[[str], None]) -> Load:
    chosen = loader(name, country=country)
    order = {stem: turn for turn, stem in enumerate(chosen.files)}
    ordered = sorted(paths, key=lambda path: order.get(bare_name(path), 0))
    return prepare(chosen, ordered, tell=tell)


def _all_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        for place in places(path):
            for file in files_in(place) if is_folder(place) else [place]:
                yield from members(file) if is_archive(file) else [file]


def _shown(columns: Iterable[str]) -> str:
    """The first names; where a file has no header they are somebody's data, so that what may be that is left out."""
    names = [name for name in columns if name.isprintable() and "@" not in name and not re.search(r"\d{3}", name)]
    return ", ".join(names[:_SHOWN]) or "none with a name"


def _turn(source: str) -> tuple[int, int, str]:
    kind = source.rpartition("-")[2]
    if kind in _FIRST:
        return 0, _FIRST.index(kind), source
    return (2, _LAST.index(kind), source) if kind in _LAST else (1, 0, source)


def _unknown(path: Path, columns: Collection[str], matches: list[Match]) -> Recognised:
    """Names the nearest source, and what the file lacks of it."""
    nearest = max(matches, key=lambda match: match.share, default=None)
    if nearest is None or not nearest.seen:
        return Recognised(path, "", f"unknown: no source has one of its columns ({_shown(columns)})", unknown=True)
    wanted = nearest.missing or nearest.trait.marks
    lacks = ("" if nearest.missing else "any of ") + ", ".join(wanted[:_SHOWN])
    return Recognised(path, "", f"unknown: the nearest is {nearest.sentence}, but it lacks {lacks}", unknown=True)


@cache
def _traits() -> tuple[Trait, ...]:
    return (*map(_of_source, SOURCES.values()), *map(_of_preset, PRESETS), *_JOURNEY_TRAITS)


def _of_source(source: Source) -> Trait:
    kinds = _OBJECTS if isinstance(source.format, Ndjson) else _TABLES if isinstance(source.format, Csv) else {}
    return Trait(source.name, kinds, source.required, source.marks, source.stems)


def _of_preset(name: str) -> Trait:
    format = loader(name).recipe(Path(name)).format
    return Trait(name, _TABLES, format.required if isinstance(format, Csv) else ())


def _called(path: Path, stem: str) -> bool:
    """Whether a file has this name, or one that goes on without a letter: `Contact (2).csv`, `users_2026.json`."""
    return re.match(rf"{re.escape(stem)}(?![a-z])", bare_name(path), re.IGNORECASE) is not None
