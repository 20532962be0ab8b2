"""The feed that downstream services follow: every visible change of a profile, numbered without gaps."""

from dataclasses import dataclass, replace

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.stewardship.changes import RecordedChange, StoreState
from profile_service.domain.values.cursors import check_first
from profile_service.domain.values.errors import CursorAhead, InvalidInput
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.store.engine.store import Store
from profile_service.store.resolution import change_feed as changes

MAX_PAGE = 1_000
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`has_next`: there are more, now. `store`: whose changes they are, and the number of the latest."""

    changes: tuple[RecordedChange, ...]
    has_next: bool
    store: StoreState


class ChangeFeed:
    """Exactly what was committed, in the order in which it was, and nothing else.

    A consumer keeps the number of the last change that it took in, and asks for those after it. It takes a change
    as a word that a profile is to be read anew: what it reads may be newer than the change.
    """

    def __init__(self, store: Store, caller: Caller = LOCAL, acts: AuditedActs = NOT_AUDITED) -> None:
        self._store = store
        self._caller = caller
        self._acts = acts

    async def page(self, first: int, after: str | None) -> FeedPage:
        """The changes that follow number `after` (as text; from the start without one).

        Raises CursorAhead where the store has not come to that number: whoever read so far read another store, or this
        one before it was set back.
        """
        check_first(first, MAX_PAGE)
        decide_read(self._caller, "changes").required()
        first, seq = self._caller.rights.page(first), _number(after)
        recorded = await changes.after(self._store, seq, first + 1)
        # Read last, so that a consumer is never told less than the page itself shows.
        state = await changes.store_state(self._store)
        last_seq = max(state.last_seq, recorded[-1].seq if recorded else 0)
        if seq > last_seq:
            raise _cursor_ahead(seq, state)
        shown = [each.change for each in recorded[:first]]
        named = [id for change in shown for id in (change.profile, *change.others)]
        self._acts.shows("changes", named, rows=len(shown))
        return FeedPage(tuple(recorded[:first]), len(recorded) > first, replace(state, last_seq=last_seq))

    async def store_state(self) -> StoreState:
        decide_read(self._caller, "changes").required()
        return await changes.store_state(self._store)


def _cursor_ahead(seq: int, state: StoreState) -> CursorAhead:
    text = f"the feed ends at {state.last_seq}, before {seq}; if the store's id is another one, read it from the start"
    return CursorAhead(text, {"lastSeq": state.last_seq, "storeId": state.id})


def _number(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) <= _MAX_DIGITS):
        raise InvalidInput("after is the number of a change, such as 42; take endCursor of the page before")
    return int(after)
