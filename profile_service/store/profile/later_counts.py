"""The counts of events from a moment to the end of its month: what a tally, which counts by month, is too much by."""

from collections.abc import Sequence

from profile_service.domain.profile.tallies import Cell, tally_lines
from profile_service.domain.sources.events import timeline_prefix
from profile_service.store.engine.statements import Statement
from profile_service.store.engine.store import Row, Store

_MONTH_END = "~"
"""Sorts after everything that follows a month in a time."""
_COUNTS = """
  e.kind AS kind, coalesce(e.channel, '') AS channel, coalesce(e.currency, '') AS currency,
  coalesce(e.settlement, '') AS settlement, count(e) AS count, coalesce(sum(e.total_minor), 0) AS total,
  coalesce(sum(e.given_back_minor), 0) AS given_back
"""


async def later_counts(store: Store, records: Sequence[str], now: str) -> dict[str, str]:
    """Record → the lines of a tally that take off its events of the month of `now` (fixed-width UTC text) that came at
    this moment or later. Costs one statement, by the number of those events."""
    if not records:
        return {}
    stretches = [
        {"record": n, "from": f"{timeline_prefix(key)}{now}", "to": f"{timeline_prefix(key)}{now[:7]}{_MONTH_END}"}
        for n, key in enumerate(records)
    ]
    cypher, parameters = _grouped(stretches) if store.engine == "neo4j" else _branched(stretches)
    lines = dict.fromkeys(records, "")
    for row in await store.read(cypher, **parameters):
        lines[records[row["record"]]] += _line(row, now[:7])
    return lines


def _line(row: Row, month: str) -> str:
    cell = Cell(row["kind"], row["channel"], month, row["currency"], row["settlement"])
    return tally_lines(cell, -row["count"], -row["total"], -row["given_back"])


_BRANCH = """
MATCH (e:Event)
WHERE e.timeline >= $from{n} AND e.timeline < $to{n}
RETURN $record{n} AS record, {counts}
"""


def _branched(stretches: Sequence[dict[str, object]]) -> Statement:
    """A branch for each stretch, with parameters of its own: the embedded engine uses its index for no other."""
    text = "UNION ALL".join(_BRANCH.format(n=n, counts=_COUNTS) for n in range(len(stretches)))
    named = {f"{name}{n}": value for n, stretch in enumerate(stretches) for name, value in stretch.items()}
    return Statement(text, named)


_GROUPED = f"""
UNWIND $stretches AS w
CALL (w) {{
  MATCH (e:Event)
  WHERE e.timeline >= w.from AND e.timeline < w.to
  RETURN {_COUNTS}
}}
RETURN w.record AS record, kind, channel, currency, settlement, count, total, given_back
"""


def _grouped(stretches: Sequence[dict[str, object]]) -> Statement:
    """One text for any number of stretches, which Neo4j plans once."""
    return Statement(_GROUPED, {"stretches": stretches})
