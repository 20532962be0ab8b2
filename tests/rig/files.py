"""Loads of given items, for tests in which the format of files does not matter."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from profile_service.domain.sources.items import Item, Rejected
from profile_service.service.ingestion.load import FileToLoad, Load

Entries = Sequence[Item | Rejected]


def load_of(*files: Entries, loader: str = "crm-people", source: str = "crm") -> Load:
    """The load of one file for each sequence of entries; equal entries are equal files."""
    return Load(loader, source, [_file(number, entries) for number, entries in enumerate(files)])


def _file(number: int, entries: Entries) -> FileToLoad:
    sha256 = hashlib.sha256(repr(entries).encode()).hexdigest()
    return FileToLoad(Path(f"{number}.csv"), sha256, sum(entry.rows for entry in entries), lambda _: iter(entries))
