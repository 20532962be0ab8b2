"""Execution of a steward's command: once, in one transaction, on the state that the steward saw, or as a dry run."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from uuid_utils import uuid7

from profile_service.domain.resolution.contradictions import Contradiction
from profile_service.domain.resolution.profile_ids import Regrouping
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import MAX_KEY, Effect, StewardCommand
from profile_service.domain.stewardship.decisions import Decision, DecisionKind
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.domain.values.times import utc_now
from profile_service.service.access.erased_ids import require_not_erased
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.resolution import memberships
from profile_service.store.resolution.memberships import Membership
from profile_service.store.stewardship import decisions, idempotency, proposals
from profile_service.store.stewardship.idempotency import Answer


@dataclass(frozen=True, slots=True)
class CommandExecution:
    """A command while it is executed: its transaction, the time at which all of it happens, and the id of its decision.
    The work adds to `stated` the records (keys) of which it states something, to `turned` the decision (id) that it
    undoes or makes to hold again, to `contradictions` those between profiles that it merges, and to `moved` the event
    (key) that it moves."""

    tx: WriteTransaction
    command: StewardCommand
    now: str
    decision: str
    stated: set[str] = field(default_factory=set)
    turned: list[str] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)

    async def resolve_judged(
        self, records: Collection[str], note: str, beside: Collection[str] = ()
    ) -> dict[str, Membership]:
        """Resolve the records, and those `beside` them, again, and note that the profiles which then hold the records
        were judged. Returns the records' memberships."""
        await self.resolve([*records, *beside])
        placed = await memberships.of_records(self.tx, records)
        profiles = {membership.profile for membership in placed.values()}
        self.tx.changes += [Change(id, ChangeKind.JUDGED, note=note) for id in sorted(profiles)]
        return placed

    async def resolve(self, records: Collection[str]) -> Regrouping:
        return await resolve(self.tx, ResolutionInput(revisited=records), self.now)

    async def profiles(self, ids: Iterable[str]) -> dict[str, dict[str, Membership]]:
        """The memberships of the profiles' records, by the ids asked for, then by record key. Raises NotFound."""
        requested = list(dict.fromkeys(ids))
        records = await memberships.of_profiles(self.tx, requested)
        if missing := [id for id in requested if id not in records]:
            await require_not_erased(self.tx.run, self.tx.secret, missing)
            raise NotFound(f"there is no profile {missing[0][:MAX_KEY]}; look the customer up again")
        return records


Work = Callable[[CommandExecution], Awaitable[Sequence[str]]]
"""The work of a command; it returns the ids of the judgements that it made or retracted."""


class _DryRunEnded(Exception):
    """Carries the effect of a dry run out of its transaction, which is rolled back."""

    def __init__(self, effect: Effect) -> None:
        super().__init__("nothing was written")
        self.effect = effect


async def execute(store: Store, command: StewardCommand, contents: Sequence[object], work: Work) -> Effect:
    """Do the work and return its effect. Executed again under the same key, the command returns the same effect and
    does nothing.

    `contents`: the kind of decision, and what tells this command from others, as JSON values. Raises Conflict where the
    key was used for another command or a profile is not at the expected version. A failure leaves nothing behind.
    """
    checked = command.checked()
    key = checked.key or str(uuid7())
    digest = checked.digest(contents)

    async def once(tx: WriteTransaction) -> Effect:
        if not checked.dry_run and (answer := await idempotency.find(tx, key)):
            return answer.to(digest)
        tx.reason = checked.reason
        await _check_versions(tx, checked.expected)
        execution = CommandExecution(tx, checked, utc_now(), str(uuid7()))
        tx.decision = execution.decision
        judgement_ids = await work(execution)
        effect = replace(await _effect(tx, judgement_ids), contradictions=tuple(execution.contradictions))
        if checked.dry_run:
            raise _DryRunEnded(replace(effect, dry_run=True))
        effect = replace(effect, decision=execution.decision)
        await decisions.keep(tx, _decision(execution, DecisionKind(contents[0])))
        await proposals.mark_waiting(tx, judgement_ids)
        await idempotency.keep(tx, key, Answer(digest, effect), execution.now)
        return effect

    try:
        return await store.write(once, guarded=True, actor=checked.actor)
    except _DryRunEnded as ended:
        return ended.effect


def _decision(execution: CommandExecution, kind: DecisionKind) -> Decision:
    by = execution.command
    root, event = next(iter(execution.turned), None), next(iter(execution.moved), None)
    about = tuple(execution.stated)
    return Decision(execution.decision, kind, by.actor, by.reason, execution.now, about, root=root, event=event)


def refuse_locked(records: Mapping[str, Membership]) -> None:
    """Raises Conflict where one of the records is under a lock."""
    if locked := sorted({membership.profile for membership in records.values() if membership.lock is not None}):
        raise Conflict(f"profile {locked[0]} is locked; unlock it first")


async def _check_versions(tx: WriteTransaction, expected: Mapping[str, int]) -> None:
    versions = await memberships.versions(tx, expected.keys())
    for id, version in sorted(expected.items()):
        if id not in versions:
            await require_not_erased(tx.run, tx.secret, [id])
            raise NotFound(f"there is no profile {id[:MAX_KEY]}; look the customer up again")
        if into := versions[id].survivor:
            raise Conflict(f"profile {id} was merged into {into} since; look at it again, then decide")
        if (stored := versions[id].version + tx.version_base) != version:
            raise Conflict(
                f"profile {id} is at version {stored}, not at {version} as expected; look at it again, then decide"
            )


async def _effect(tx: WriteTransaction, judgements: Sequence[str]) -> Effect:
    affected_ids = {id for change in tx.changes for id in (change.profile, *change.others)}
    return Effect(await memberships.with_records(tx, affected_ids), tuple(tx.changes), tuple(judgements))
