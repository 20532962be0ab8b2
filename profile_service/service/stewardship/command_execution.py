"""Carrying out a steward's order: once, in one transaction, against what the steward saw, or only as a rehearsal."""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson
from uuid_utils import uuid7

from profile_service.domain.resolution.profile_ids import Regrouping
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import clean
from profile_service.domain.values.times import utc_now
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.resolution import memberships
from profile_service.store.resolution import memberships_write as stored_profiles
from profile_service.store.resolution.memberships import Membership
from profile_service.store.stewardship import idempotency
from profile_service.store.stewardship.idempotency import Answer

MAX_REASON = 2_000
MAX_ACTOR = 200
MAX_KEY = 200


@dataclass(frozen=True, slots=True)
class CommandExecution:
    """An order while it is carried out: its transaction, and the time at which all of it happens."""

    tx: WriteTransaction
    command: StewardCommand
    now: str

    async def judged(self, records: Collection[str], note: str, beside: Collection[str] = ()) -> dict[str, Membership]:
        """Resolve anew around the records, and those `beside` them, and say of the profiles that hold the records then
        that they were judged. Where the records stand."""
        regrouping = await self.resolve([*records, *beside])
        placed = await memberships.of_records(self.tx, records)
        told = {standing.profile for standing in placed.values()}
        self.tx.changes += [Change(id, ChangeKind.JUDGED, note=note) for id in sorted(told)]
        await self.touch(told - regrouping.touched)
        return placed

    async def resolve(self, records: Collection[str]) -> Regrouping:
        return await resolve(self.tx, ResolutionInput(revisited=records), self.now)

    async def touch(self, profiles: Collection[str]) -> None:
        await stored_profiles.touch(self.tx, profiles, self.now)

    async def profiles(self, ids: Iterable[str]) -> dict[str, dict[str, Membership]]:
        """The records of the profiles, by the ids asked for. Raises NotFound."""
        asked = list(dict.fromkeys(ids))
        found = await memberships.of_profiles(self.tx, asked)
        if missing := [id for id in asked if id not in found]:
            raise NotFound(f"there is no profile {missing[0][:MAX_KEY]}; look the customer up again")
        return found


Work = Callable[[CommandExecution], Awaitable[Sequence[str]]]
"""What an order does; it returns the ids of the judgements that it made or retracted."""


class _DryRunEnded(Exception):
    """Carries the effect out of a transaction that is not to be."""

    def __init__(self, effect: Effect) -> None:
        super().__init__("nothing was written")
        self.effect = effect


async def execute(store: Store, order: StewardCommand, ordered: Sequence[object], work: Work) -> Effect:
    """Do the work and answer what came of it; the same again, under the same key, is answered without doing anything.

    `ordered`: what tells this order from others, as JSON values. Raises Conflict where the key was used for another
    order or a profile is not as expected. A failure leaves nothing behind.
    """
    by = _checked(order)
    key = by.key or str(uuid7())
    digest = _digest([*ordered, by.actor, by.reason])

    async def once(tx: WriteTransaction) -> Effect:
        if not by.dry_run and (answer := await idempotency.find(tx, key)):
            return _answered(answer, digest)
        await _expect(tx, by.expected)
        now = utc_now()
        judgements = await work(CommandExecution(tx, by, now))
        effect = await _effect(tx, judgements)
        if by.dry_run:
            raise _DryRunEnded(replace(effect, dry_run=True))
        await idempotency.keep(tx, key, Answer(digest, effect), now)
        return effect

    try:
        return await store.write(once, guarded=True, actor=by.actor)
    except _DryRunEnded as rehearsed:
        return rehearsed.effect


def refuse_locked(records: Mapping[str, Membership]) -> None:
    """Raises Conflict where one of the records is under a lock."""
    if locked := sorted({standing.profile for standing in records.values() if standing.lock is not None}):
        raise Conflict(f"profile {locked[0]} is locked; unlock it first")


def _checked(order: StewardCommand) -> StewardCommand:
    actor = _text(order.actor, "actor", MAX_ACTOR)
    if not actor:
        raise InvalidInput("the actor is blank; say who orders this")
    key = None if order.key is None else _text(order.key, "idempotency key", MAX_KEY)
    if key == "":
        raise InvalidInput("the idempotency key is blank; leave it out, or give one of your own for each order")
    for id in order.expected:
        _text(id, "expected profile's id", MAX_KEY)
    return replace(order, actor=actor, reason=_text(order.reason, "reason", MAX_REASON), key=key)


def _digest(told: Sequence[object]) -> str:
    try:
        return hashlib.blake2b(orjson.dumps(told), digest_size=16).hexdigest()
    except orjson.JSONEncodeError as error:
        raise InvalidInput("the order holds a lone surrogate, which is no character") from error


def _text(text: str, name: str, longest: int) -> str:
    try:
        cleaned = clean(text)
    except InvalidInput as error:
        raise InvalidInput(f"the {name} {error}") from error
    if len(cleaned) > longest:
        raise InvalidInput(f"the {name} is longer than {longest} characters; shorten it")
    return cleaned


def _answered(answer: Answer, digest: str) -> Effect:
    if answer.digest != digest:
        raise Conflict("the idempotency key was used for another order; take a new key for each order")
    return answer.effect


async def _expect(tx: WriteTransaction, expected: Mapping[str, int]) -> None:
    found = await memberships.versions(tx, expected.keys())
    for id, version in sorted(expected.items()):
        if id not in found:
            raise NotFound(f"there is no profile {id[:MAX_KEY]}; look the customer up again")
        if into := found[id].into:
            raise Conflict(f"profile {id} was merged into {into} since; look at it again, then decide")
        if found[id].version != version:
            raise Conflict(
                f"profile {id} is at version {found[id].version}, not at {version} as expected; "
                "look at it again, then decide"
            )


async def _effect(tx: WriteTransaction, judgements: Sequence[str]) -> Effect:
    affected = {id for change in tx.changes for id in (change.profile, *change.others)}
    return Effect(await memberships.living(tx, affected), tuple(tx.changes), tuple(judgements))
