"""The live records of a source, which are retired where a full export lacks them, and the runs that loaded them."""

from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.store.engine.store import Read, WriteTransaction

_RUNS = """
MATCH (l:LoadRun)
WHERE l.kind = $kind
RETURN l.id AS id
"""


async def runs_of(read: Read, kind: str) -> set[str]:
    """Ids of the runs that loaded records of a kind."""
    return {row["id"] for row in await read(_RUNS, kind=kind)}


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """A record that is neither a stub nor retired, with the run and the time of the version that was read."""

    key: str
    run: str | None
    observed_at: str | None


# One label, one range, one order: both engines walk this along the index, however far `after` is.
_PAGE = """
MATCH (r:SourceRecord)
WHERE r.key > $after AND r.key < $end
RETURN r.key AS key, r.run AS run, r.observed_at AS observed_at, r.stub AS stub, r.retired_at AS retired_at
ORDER BY r.key
LIMIT $limit
"""


async def page(read: Read, source: str, after: str, limit: int) -> tuple[list[LiveRecord], str | None]:
    """The next live records of a source behind the key `after`, and the last key of the page; None behind the last."""
    start, end = f"{source}:", f"{source};"  # the character after the colon
    rows = await read(_PAGE, after=max(after, start), end=end, limit=limit)
    live = [
        LiveRecord(row["key"], row["run"], row["observed_at"])
        for row in rows
        if not row["stub"] and not row["retired_at"]
    ]
    return live, rows[-1]["key"] if rows else None


_UNCHANGED = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
WHERE r.run = row.run AND r.retired_at IS NULL AND coalesce(r.observed_at, '') = row.at
RETURN r.key AS key
"""


async def unchanged_keys(tx: WriteTransaction, records: Iterable[LiveRecord]) -> set[str]:
    """Keys of the records that no load has changed since they were read."""
    rows = [{"key": record.key, "run": record.run, "at": record.observed_at or ""} for record in records]
    return {row["key"] for row in await tx.run(_UNCHANGED, rows=rows)}
