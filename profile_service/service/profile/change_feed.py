"""The feed that downstream services follow: every visible change of a profile, numbered without gaps."""

from dataclasses import dataclass

from profile_service.domain.stewardship.changes import RecordedChange
from profile_service.domain.values.errors import InvalidInput
from profile_service.store.engine.store import Store
from profile_service.store.resolution import change_feed as changes

MAX_PAGE = 1_000
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`has_next`: there are more, now. `last_seq`: the number of the latest change, 0 where there is none."""

    changes: tuple[RecordedChange, ...]
    has_next: bool
    last_seq: int


class ChangeFeed:
    """Exactly what was committed, in the order in which it was, and nothing else.

    A consumer keeps the number of the last change that it took in, and asks for those after it. It takes a change
    as a word that a profile is to be read anew: what it reads may be newer than the change.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, first: int, after: str | None) -> FeedPage:
        """The changes that follow number `after` (as text; from the start without one)."""
        if not 1 <= first <= MAX_PAGE:
            raise InvalidInput(f"first must be from 1 to {MAX_PAGE}")
        recorded = await changes.after(self._store, _number(after), first + 1)
        # Read last, so that a consumer is never told less than the page itself shows.
        last = await changes.last_number(self._store)
        return FeedPage(tuple(recorded[:first]), len(recorded) > first, max(last, recorded[-1].seq if recorded else 0))


def _number(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) <= _MAX_DIGITS):
        raise InvalidInput("after is the number of a change, such as 42; take endCursor of the page before")
    return int(after)
