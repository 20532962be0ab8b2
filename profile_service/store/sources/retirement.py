"""Records of a source that may have to be retired: which are alive, and which run brought what they say."""

from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.store.engine.store import Read, WriteTransaction

_RUNS = """
MATCH (l:LoadRun)
WHERE l.kind = $kind
RETURN l.id AS id
"""


async def runs_of(ask: Read, kind: str) -> set[str]:
    """Ids of the runs that brought records of a kind."""
    return {row["id"] for row in await ask(_RUNS, kind=kind)}


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """A record as it was seen: neither a stub nor retired."""

    key: str
    run: str | None
    observed_at: str | None


# One label, one range, one order: this both engines walk along the index, however far `after` is.
_PAGE = """
MATCH (r:SourceRecord)
WHERE r.key > $after AND r.key < $end
RETURN r.key AS key, r.run AS run, r.observed_at AS observed_at, r.stub AS stub, r.retired_at AS retired_at
ORDER BY r.key
LIMIT $limit
"""


async def page(ask: Read, source: str, after: str, limit: int) -> tuple[list[LiveRecord], str | None]:
    """The next records of a source behind the key `after`, and the last key that was looked at; None: there is none."""
    start, end = f"{source}:", f"{source};"  # the character after the colon
    rows = await ask(_PAGE, after=max(after, start), end=end, limit=limit)
    living = [
        LiveRecord(row["key"], row["run"], row["observed_at"])
        for row in rows
        if not row["stub"] and not row["retired_at"]
    ]
    return living, rows[-1]["key"] if rows else None


_STILL = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
WHERE r.run = row.run AND r.retired_at IS NULL AND coalesce(r.observed_at, '') = row.at
RETURN r.key AS key
"""


async def still(tx: WriteTransaction, seen: Iterable[LiveRecord]) -> set[str]:
    """Keys of those of whom nothing was loaded since."""
    rows = [{"key": each.key, "run": each.run, "at": each.observed_at or ""} for each in seen]
    return {row["key"] for row in await tx.run(_STILL, rows=rows)}
