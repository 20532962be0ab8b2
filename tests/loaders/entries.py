"""The entries, items and rejections, that a loader makes of a file."""

from pathlib import Path

from loaders.registry import loader
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord

FIXTURES = Path(__file__).parent / "fixtures"


def load(name: str, path: Path | str, country: str | None = None) -> list[Item | Rejected]:
    """All entries of a file (of the fixtures, where it is only named), after checking that their rows add up."""
    file = FIXTURES / path
    file_loader = loader(name, country=country)
    rows = file_loader.inspect(file).rows
    entries = list(file_loader.items(file))
    assert sum(entry.rows for entry in entries) == rows
    return entries


def items(entries: list[Item | Rejected]) -> list[Item]:
    return [entry for entry in entries if isinstance(entry, Item)]


def records(entries: list[Item | Rejected]) -> list[SourceRecord]:
    return [record for item in items(entries) for record in item.records]


def rejects(entries: list[Item | Rejected]) -> list[tuple[int, str | None, str]]:
    """Line, column and reason of each rejection."""
    return [(e.line, e.column, e.reason) for e in entries if isinstance(e, Rejected)]


def dropped(entries: list[Item | Rejected]) -> list[tuple[int, str, str, str]]:
    """Line, column, reason and shape of each cell that could not be used."""
    return [(c.line, c.column, c.reason, c.value) for item in items(entries) for c in item.dropped]


def identifiers(record: SourceRecord) -> list[str]:
    return [identifier.key for identifier in record.identifiers]
