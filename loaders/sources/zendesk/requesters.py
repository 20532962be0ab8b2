"""The requester of each ticket, and whether it is gone, looked up in the tickets' export that lies beside another."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from loaders.build.cell_text import numeric_id
from loaders.formats.json.reader import JsonFormat
from loaders.formats.rows import BadCell, Row
from loaders.sources.zendesk.tickets import is_gone
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

_INT64 = 2**63


class Requesters:
    """Ticket id → user id, from the first of `paths` that can be read; read at the first look-up. 16 bytes a ticket."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths

    def requester_of(self, ticket: str) -> str | None:
        """The user's id; None where the tickets' export does not name the ticket or is not there."""
        tickets, requesters, _ = self._table
        position = bisect_right(tickets, int(ticket)) - 1
        return str(requesters[position]) if position >= 0 and tickets[position] == int(ticket) else None

    def gone_at(self, ticket: str) -> str | None:
        """When the ticket was deleted or merged into another, as fixed-width UTC text; None where it is there, or the
        export does not say when."""
        return self._table.gone.get(int(ticket))

    @cached_property
    def _table(self) -> "_Table":
        for path in self._paths:
            try:
                return _table(JsonFormat().rows(path))
            except InvalidInput:
                continue
        return _Table(array("q"), array("q"), {})


class _Table(NamedTuple):
    """Tickets in the order of their ids, and their requesters; of one that comes twice, the later row is last. `gone`:
    ticket → when it was deleted or merged."""

    tickets: "array[int]"
    requesters: "array[int]"
    gone: dict[int, str]


def _table(rows: Iterable[Row]) -> _Table:
    """Raises InvalidInput where the file cannot be read."""
    tickets, requesters, gone = array("q"), array("q"), dict[int, str]()
    for row in rows:
        try:
            ticket, requester = int(row.parse("id", numeric_id)), int(row.parse("requester_id", numeric_id))
            gone_at = row.parse_or_none("updated_at", read_time) if is_gone(row) else None
        except BadCell:
            # Rows that lack either are left to whoever loads the tickets to reject.
            continue
        if max(ticket, requester) < _INT64:
            tickets.append(ticket)
            requesters.append(requester)
            gone.pop(ticket, None)
            if gone_at:
                gone[ticket] = gone_at
    order = sorted(range(len(tickets)), key=tickets.__getitem__)
    return _Table(array("q", map(tickets.__getitem__, order)), array("q", map(requesters.__getitem__, order)), gone)
