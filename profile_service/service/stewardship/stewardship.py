"""What people order: judgements, merges, splits, locks, moved claims, decisions about what waits for review, notes."""

from collections.abc import Sequence
from dataclasses import replace

from uuid_utils import uuid7

from profile_service.domain.profile.notes import Note, event_key, valid_note
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import Effect, ReviewItem, StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.stewardship import judge as judging
from profile_service.service.stewardship import lock as locking
from profile_service.service.stewardship import move_identifier, notes
from profile_service.service.stewardship import review as reviewing
from profile_service.service.stewardship import split as parting
from profile_service.service.stewardship.command_execution import execute
from profile_service.store.engine.store import Store


class Stewardship:
    """Every order is one transaction: it happens as a whole, once for each idempotency key, or not at all.

    Profiles may be named by old ids, records by their keys. Raises NotFound for what is not there, InvalidInput for
    what makes no sense, and Conflict where a profile is locked, is not as the order expects it, or a judgement forbids.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def judge(self, left: str, right: str, verdict: Verdict, score: float, order: StewardCommand) -> Effect:
        """That two records are, are not, or may be the same; it takes the place of what was judged of them before."""
        if left == right:
            raise InvalidInput("a record is always the same as itself; name two")
        if not 0 <= score <= 1:
            raise InvalidInput("the score is not from 0 to 1")
        pair = (min(left, right), max(left, right))
        ordered = ["judge", *pair, verdict.value, score]
        return await execute(self._store, order, ordered, lambda act: judging.judge(act, pair, verdict, score))

    async def retract(self, judgement: str, order: StewardCommand) -> Effect:
        """Take back a judgement, which stays in history. Nothing changes where it is retracted already."""
        return await execute(self._store, order, ["retract", judgement], lambda act: judging.retract(act, judgement))

    async def merge(self, profiles: Sequence[str], order: StewardCommand) -> Effect:
        """Judge all records of the profiles to be the same, so that they are one whatever the rules say. Nothing
        changes where they are one already."""
        ids = sorted(set(profiles))
        if len(ids) < 2:
            raise InvalidInput("a merge takes two profiles or more")
        return await execute(
            self._store, order, ["merge", ids], lambda act: judging.merge(act, ids, act.command.reason)
        )

    async def split(
        self, profile: str, records: Sequence[str], order: StewardCommand, *, together: bool = False
    ) -> Effect:
        """Split records off a profile: these alone, or together with all that came to it with them.

        What judged them to be the same as those who stay is retracted; where that is not enough to part them, they are
        judged not to be the same.
        """
        keys = frozenset(records)
        if not keys:
            raise InvalidInput("a split takes one record or more")
        ordered = ["split", profile, sorted(keys), together]
        return await execute(
            self._store, order, ordered, lambda act: parting.split(act, profile, keys, together=together)
        )

    async def lock(self, profile: str, order: StewardCommand) -> Effect:
        """Keep a profile's records together, and everybody else's out. Nothing changes where it is locked already."""
        return await execute(self._store, order, ["lock", profile], lambda act: locking.lock(act, profile))

    async def unlock(self, profile: str, order: StewardCommand) -> Effect:
        """Let the rules and judgements decide again. Nothing changes where it is not locked."""
        return await execute(self._store, order, ["unlock", profile], lambda act: locking.unlock(act, profile))

    async def move_identifier(
        self, identifier: Identifier, source: str, target: str | None, order: StewardCommand
    ) -> Effect:
        """Take an identifier from a record, and let another one hold it; without a target nobody does.

        It stays on its first record as taken away. Moving it back restores that; a record that is its own target gets
        back what was taken from it.
        """
        ordered = ["move claim", identifier.key, source, target]
        return await execute(
            self._store, order, ordered, lambda act: move_identifier.move(act, identifier, source, target)
        )

    async def review(self, first: int, after: str | None) -> tuple[list[ReviewItem], bool]:
        """A page of what waits for a decision, the longest waiting first, and whether there is more.
        `after`: the cursor of the item before."""
        return await reviewing.review(self._store, first, after)

    async def accept(self, item: str, order: StewardCommand) -> Effect:
        """Merge the profiles between which an identifier stands; `item` is its key, such as `phone:+14155550101`."""
        return await execute(self._store, order, ["accept", item], lambda act: reviewing.accept(act, item))

    async def decline(self, item: str, order: StewardCommand) -> Effect:
        """Judge that those who hold an identifier in one profile are not the same as those in another."""
        return await execute(self._store, order, ["decline", item], lambda act: reviewing.decline(act, item))

    async def record(self, profile: str, told: Note, order: StewardCommand) -> tuple[str, Effect]:
        """Write down an interaction with the customer; the key of its event, and the effect. The next read shows it."""
        told = valid_note(told, touchpoints(), utc_now())
        key = order.key or str(uuid7())
        effect = await execute(
            self._store,
            replace(order, key=key),
            ["record", profile, *told.fingerprint()],
            lambda act: notes.record(act, profile, told, key),
        )
        return event_key(told, key), effect
