"""Tallies: additive counts of one record's events, kept on the record as lines of text that only grow by appending.

A line is one change: kind, channel, month, currency, count, total in minor units, separated by tabs. Adding the lines
up gives the counts; compacting them keeps the text short. Appending needs no read, so that counting costs an event
next to nothing, and compacting is rare.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from profile_service.domain.sources.events import Event, Transaction

_TAB = "\t"
_NOTHING = (0, 0)


class Cell(NamedTuple):
    """What is counted together. `month` is `2026-11`; `currency` is empty for what is no transaction.

    A tuple, because a long history has hundreds and each read makes them.
    """

    kind: str
    channel: str
    month: str
    currency: str


@dataclass(frozen=True, slots=True)
class Tally:
    """`count` events with `total_minor` in minor units of the cell's currency."""

    cell: Cell
    count: int
    total_minor: int

    @property
    def paid_minor(self) -> int:
        """What the customer paid; negative for a return, whether its source writes the amount with a minus or not."""
        return -abs(self.total_minor) if self.cell.kind == "return" else self.total_minor


def tally_change(event: Event, sign: int = 1) -> str:
    """The line that counts an event; with sign -1 the one that takes it back."""
    currency, total = (event.currency, event.total_minor) if isinstance(event, Transaction) else ("", 0)
    return tally_line(Cell(event.kind, event.channel or "", event.occurred_at[:7], currency), sign, sign * total)


def tally_line(cell: Cell, count: int, total_minor: int) -> str:
    return f"{cell.kind}\t{cell.channel}\t{cell.month}\t{cell.currency}\t{count}\t{total_minor}\n"


def add_up(texts: Iterable[str | None]) -> list[Tally]:
    """The counts of one or more records, sorted; cells that came to nothing are left out."""
    sums: dict[tuple[str, str, str, str], tuple[int, int]] = {}
    for text in texts:
        for line in filter(None, (text or "").split("\n")):
            kind, channel, month, currency, count, total = line.split("\t")
            cell = (kind, channel, month, currency)
            before = sums.get(cell, _NOTHING)
            sums[cell] = before[0] + int(count), before[1] + int(total)
    return [Tally(Cell(*cell), count, total) for cell, (count, total) in sorted(sums.items()) if count]


def spend_by_currency(tallies: Iterable[Tally]) -> dict[str, int]:
    """Currency → what was paid less what was given back, in minor units, sorted by currency."""
    totals: dict[str, int] = defaultdict(int)
    for tally in tallies:
        if tally.cell.currency:
            totals[tally.cell.currency] += tally.paid_minor
    return dict(sorted(totals.items()))


def compact(text: str) -> str:
    """The same counts in the fewest lines."""
    return "".join(tally_line(tally.cell, tally.count, tally.total_minor) for tally in add_up([text]))


def restrict(text: str, kinds: Collection[str] | None, since: str) -> str:
    """The lines of some kinds alone, None for all, from a month on."""
    lines = [line.split("\t") for line in text.split("\n") if line]
    shown = {kind for kind in {line[0] for line in lines} if kinds is None or kind in kinds}
    kept = (line for line in lines if line[0] in shown and line[2] >= since)
    return "".join(f"{_TAB.join(line)}\n" for line in kept)
