"""Who asked for help by which ticket, looked up in the tickets' export that lies beside another."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from loaders.build.record_builder import digits
from loaders.formats.json.reader import Ndjson
from profile_service.domain.values.errors import InvalidInput

_BELOW = 2**63


class Requesters:
    """By the first of the paths that can be read. It is read when somebody first asks; a ticket takes 16 bytes."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths

    def of(self, ticket: str) -> str | None:
        """The user's id; None where the tickets' export does not name the ticket or is not there."""
        tickets, requesters = self._table
        place = bisect_right(tickets, int(ticket)) - 1
        return str(requesters[place]) if place >= 0 and tickets[place] == int(ticket) else None

    @cached_property
    def _table(self) -> "tuple[array[int], array[int]]":
        """Tickets in the order of their ids; of one that comes twice, the later row is the second."""
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
    """Rows that do not say both are for whoever loads the tickets to reject."""
    for row in Ndjson().rows(path):
        try:
            pair = int(row.parse("id", digits)), int(row.parse("requester_id", digits))
        except InvalidInput:
            continue
        if max(pair) < _BELOW:
            yield pair
