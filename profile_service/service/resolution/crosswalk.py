"""The crosswalk: which profile every source record is in, as a file for other systems."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from profile_service.service.files.table_file import write_table
from profile_service.store.engine.store import Store
from profile_service.store.profile import crosswalk
from profile_service.store.profile.crosswalk import CrosswalkRow
from profile_service.store.resolution import change_feed

COLUMNS = ("source", "record_id", "profile_id")
_PAGE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class CrosswalkFile:
    """`seq`: the number of the latest change when the writing began; whoever follows the feed from there on misses
    nothing."""

    rows: int
    seq: int


async def write_crosswalk(store: Store | None, path: Path) -> CrosswalkFile:
    """Write source, record_id and profile_id of every record, sorted by record key, as CSV or Parquet by the ending;
    where there is no store yet, no rows. Memory does not grow with the graph. Raises as `write_table` does."""
    seq = (await change_feed.store_state(store)).last_seq if store else 0
    pages = crosswalk.pages(store, _PAGE_ROWS) if store else _no_pages()
    return CrosswalkFile(await write_table(path, COLUMNS, pages), seq)


async def _no_pages() -> AsyncIterator[list[CrosswalkRow]]:
    yield []
