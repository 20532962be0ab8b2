"""Tallies: additive counts of one record's events, kept on the record as lines of text that only grow by appending.

A line is one change: kind, channel, month, currency, count, total in minor units, and the settlement where it is not
COUNTED, separated by tabs. Adding the lines up gives the counts; compacting them keeps the text short. Appending needs
no read, so that counting costs an event next to nothing, and compacting is rare.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from profile_service.domain.sources.events import UNKNOWN_CURRENCY, Event, Transaction
from profile_service.domain.sources.order_states import Settlement

_TAB = "\t"
_NOTHING = (0, 0)
_COUNTED = Settlement.COUNTED.value


class Cell(NamedTuple):
    """What is counted together. `month` is `2026-11`; `currency` is empty for what is no transaction. `settlement`: the
    value of the Settlement.

    A tuple, because a long history has hundreds and each read makes them.
    """

    kind: str
    channel: str
    month: str
    currency: str
    settlement: str = _COUNTED


@dataclass(frozen=True, slots=True)
class Tally:
    """`count` events with `total_minor` in minor units of the cell's currency; 0 events where it is a part of the total
    of others."""

    cell: Cell
    count: int
    total_minor: int

    @property
    def counts(self) -> bool:
        """Whether these are purchases, or returns, that count in totals."""
        return bool(self.cell.currency) and not self.cell.settlement

    @property
    def is_unpaid(self) -> bool:
        """Whether these are orders that their source calls unpaid."""
        return self.cell.kind == "order" and self.cell.settlement == Settlement.UNPAID.value

    @property
    def is_purchases(self) -> bool:
        return self.counts and self.cell.kind == "order"

    @property
    def has_amount(self) -> bool:
        return self.cell.currency != UNKNOWN_CURRENCY

    @property
    def is_refunded(self) -> bool:
        """Whether these are sales of which the source says that all money was given back."""
        return self.cell.settlement == Settlement.REFUNDED.value


def tally_change(event: Event, sign: int = 1, settlement: str = _COUNTED, given_back_minor: int = 0) -> str:
    """The lines that count an event; with sign -1 those that take it back. `settlement`: the value of it."""
    currency, total = (event.currency, event.total_minor) if isinstance(event, Transaction) else ("", 0)
    cell = Cell(event.kind, event.channel or "", event.occurred_at[:7], currency, settlement)
    return tally_lines(cell, sign, sign * total, sign * given_back_minor)


def refund_change(order: Transaction, minor: int) -> str:
    """The line that takes back so much of what an order counts as given back."""
    settlement = Settlement.REFUNDED.value
    return tally_line(Cell("order", order.channel or "", order.occurred_at[:7], order.currency, settlement), 0, -minor)


def tally_lines(cell: Cell, count: int, total_minor: int, given_back_minor: int) -> str:
    """The line of a cell, and one beside it for the part of its total that was given back: money without orders."""
    if not given_back_minor or cell.settlement:
        return tally_line(cell, count, total_minor)
    given_back = cell._replace(settlement=Settlement.REFUNDED.value)
    return tally_line(cell, count, total_minor - given_back_minor) + tally_line(given_back, 0, given_back_minor)


def tally_line(cell: Cell, count: int, total_minor: int) -> str:
    line = f"{cell.kind}\t{cell.channel}\t{cell.month}\t{cell.currency}\t{count}\t{total_minor}"
    return f"{line}\t{cell.settlement}\n" if cell.settlement else f"{line}\n"


def add_up(texts: Iterable[str | None]) -> list[Tally]:
    """The counts of one or more records, sorted; cells that came to nothing are left out."""
    sums: dict[tuple[str, ...], tuple[int, int]] = {}
    for text in texts:
        for line in filter(None, (text or "").split("\n")):
            kind, channel, month, currency, count, total, *settlement = line.split("\t")
            cell = (kind, channel, month, currency, *settlement)
            before = sums.get(cell, _NOTHING)
            sums[cell] = before[0] + int(count), before[1] + int(total)
    return [Tally(Cell(*cell), count, total) for cell, (count, total) in sorted(sums.items()) if count or total]


def spend_by_currency(by_record: Iterable[Iterable[Tally]]) -> dict[str, int]:
    """Currency → what was paid less what was given back, in minor units, sorted by currency; of each record's tallies.

    A source may tell of money given back twice, by the state of the order and by a return. What its states tell of is
    out of the purchases already, so of its returns only what goes beyond that is taken off. What has no amount is
    left out.
    """
    spend: dict[str, int] = defaultdict(int)
    for tallies in by_record:
        returned: dict[str, int] = defaultdict(int)
        for tally in tallies:
            currency = tally.cell.currency
            if not tally.has_amount:
                continue
            if tally.is_refunded:
                returned[currency] -= tally.total_minor
            elif tally.counts and tally.cell.kind == "return":
                # Some sources write the amount of a return with a minus.
                returned[currency] += abs(tally.total_minor)
            elif tally.counts:
                spend[currency] += tally.total_minor
        for currency, total in returned.items():
            spend[currency] -= max(0, total)
    return dict(sorted(spend.items()))


def purchase_count(tallies: Iterable[Tally]) -> int:
    """How many orders count as purchases, in any currency."""
    return sum(tally.count for tally in tallies if tally.is_purchases)


def order_count(text: str) -> int:
    """How many orders a record's tally counts, also those that are no purchases."""
    return sum(tally.count for tally in add_up([text]) if tally.cell.kind == "order")


def compact(text: str) -> str:
    """The same counts in the fewest lines."""
    return "".join(tally_line(tally.cell, tally.count, tally.total_minor) for tally in add_up([text]))


def restrict(text: str, kinds: Collection[str] | None, since: str) -> str:
    """The lines of some kinds alone, None for all, from a month on."""
    lines = [line.split("\t") for line in text.split("\n") if line]
    shown = {kind for kind in {line[0] for line in lines} if kinds is None or kind in kinds}
    kept = (line for line in lines if line[0] in shown and line[2] >= since)
    return "".join(f"{_TAB.join(line)}\n" for line in kept)


def as_of(text: str, now: str, later: str) -> str:
    """The counts of what came before `now` (fixed-width UTC text). `later`: lines that take off what came from then on
    in the same month."""
    lines = (line for line in text.split("\n") if line and line.split("\t")[2] <= now[:7])
    return "".join(f"{line}\n" for line in lines) + later
