"""The requester of each ticket, looked up in the tickets' export that lies beside another."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from loaders.build.cell_text import numeric_id
from loaders.formats.json.reader import JsonFormat
from profile_service.domain.values.errors import InvalidInput

_INT64 = 2**63


class Requesters:
    """Ticket id → user id, from the first of `paths` that can be read; read at the first look-up. 16 bytes a ticket."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths

    def requester_of(self, ticket: str) -> str | None:
        """The user's id; None where the tickets' export does not name the ticket or is not there."""
        tickets, requesters = self._table
        position = bisect_right(tickets, int(ticket)) - 1
        return str(requesters[position]) if position >= 0 and tickets[position] == int(ticket) else None

    @cached_property
    def _table(self) -> "tuple[array[int], array[int]]":
        """Tickets in the order of their ids, and their requesters; of one that comes twice, the later row is last."""
        for path in self._paths:
            try:
                tickets, requesters = array("q"), array("q")
                for ticket, requester in _pairs(path):
                    tickets.append(ticket)
                    requesters.append(requester)
            except InvalidInput:
                continue
            order = sorted(range(len(tickets)), key=tickets.__getitem__)
            return array("q", map(tickets.__getitem__, order)), array("q", map(requesters.__getitem__, order))
        return array("q"), array("q")


def _pairs(path: Path) -> Iterator[tuple[int, int]]:
    """Ticket and requester of each row; rows that lack either are left to whoever loads the tickets to reject."""
    for row in JsonFormat().rows(path):
        try:
            pair = int(row.parse("id", numeric_id)), int(row.parse("requester_id", numeric_id))
        except InvalidInput:
            continue
        if max(pair) < _INT64:
            yield pair
