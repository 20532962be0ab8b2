"""The counts of a record's events, written as the record's tally text: lines appended and compacted.

See docs/decisions/tallies.md. The statement that attaches events (`store/sources/events.py`) counts them too, and so
includes `APPEND` and `LONG`.
"""

from collections import defaultdict
from collections.abc import Iterable

from profile_service.domain.profile import tallies
from profile_service.domain.sources.order_states import Settlement
from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import WriteTransaction

APPEND = "r.tally = coalesce(r.tally, '') + group.tally"
"""Cypher: the lines of a `group` appended to the tally of its record `r`."""
LONG = "size(r.tally) > 2 * coalesce(r.tally_folded, 0) + $compact_at"
"""Cypher: whether the tally of a record `r` is to be compacted."""
COMPACT_AT = 4_000
"""Characters that a tally may have beyond twice its compact length. So compacting costs next to nothing, amortised."""

COUNTED_COLUMNS = """e.kind AS kind, e.channel AS channel, e.occurred_at AS at, e.currency AS currency,
  e.total_minor AS total, e.given_back_minor AS given_back, e.settlement AS settlement"""
"""Cypher: the columns of an event `e` by which it is counted."""


def stored_tally(event: NamedValues, sign: int) -> str:
    """The lines that count a stored event, of which `event` has the `COUNTED_COLUMNS`; with sign -1 those that take it
    back."""
    cell = tallies.Cell(
        kind=event["kind"],
        channel=event["channel"] or "",
        month=event["at"][:7],
        currency=event["currency"] or "",
        settlement=event["settlement"] or Settlement.COUNTED.value,
    )
    return tallies.tally_lines(cell, sign, sign * (event["total"] or 0), sign * (event["given_back"] or 0))


_UNCOUNT = f"""
UNWIND $groups AS group
MATCH (r:SourceRecord {{key: group.record}})
SET {APPEND}
"""


async def uncount(tx: WriteTransaction, events: Iterable[NamedValues]) -> None:
    """Take stored events off the tallies of their records. `events`: their `COUNTED_COLUMNS`, and record."""
    lines: dict[str, list[str]] = defaultdict(list)
    for event in events:
        lines[event["record"]].append(stored_tally(event, -1))
    await tx.run(_UNCOUNT, groups=[{"record": r, "tally": "".join(texts)} for r, texts in sorted(lines.items())])


_TALLIES = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN r.key AS record, r.tally AS tally
"""
_SET_COMPACTED = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
SET r.tally = row.tally, r.tally_folded = size(row.tally)
"""


async def compact_tallies(tx: WriteTransaction, records: Iterable[str]) -> None:
    """Write the tallies of the records (keys) in the fewest lines; their counts stay."""
    keys = sorted(records)
    if keys:
        rows = [
            {"record": row["record"], "tally": tallies.compact(row["tally"] or "")}
            for row in await tx.run(_TALLIES, keys=keys)
        ]
        await tx.run(_SET_COMPACTED, rows=rows)
