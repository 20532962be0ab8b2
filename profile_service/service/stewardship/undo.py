"""Take back what one load run did to identity. Its events stay, and so do the withdrawals of consent that it stated."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from uuid_utils import uuid7

from profile_service.domain.profile.tallies import order_count
from profile_service.domain.resolution.canonical_form import with_canonical
from profile_service.domain.resolution.claims import Claim, ClaimHistory
from profile_service.domain.resolution.impact import Impact
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.undo import (
    NOT_KEPT,
    RecordFate,
    RunUndo,
    UndoneOrders,
    fate,
    history_before,
    version_before,
)
from profile_service.domain.values.errors import NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.profile_changes import further_changes
from profile_service.service.resolution.resolve import resolve
from profile_service.service.resolution.rules_in_force import active_rules, rules_in_force
from profile_service.service.resolution.what_if import Alteration, what_if
from profile_service.service.resolution.what_if import Progress as WhatIfProgress
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.resolution import memberships
from profile_service.store.sources import consents, run_history
from profile_service.store.sources.record_rows import RecordRow, record_row
from profile_service.store.stewardship import idempotency, undo_progress, undo_records, undo_statements
from profile_service.store.stewardship.idempotency import NO_EFFECT, Answer
from profile_service.store.stewardship.undo_records import RecordTally, RunRecord

Progress = Callable[[RunUndo], None]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The fates of a run's records when it is taken back, and the impact on all profiles."""

    undoing: RunUndo
    impact: Impact


class RunUndoExecution:
    """Takes back the load run `run`, `batch_rows` records a transaction, as `actor`.

    A record that the run created is deleted, or emptied to a stub where something hangs on it; one that it changed
    returns to its version before. Merges that its source stated are retracted, and so are the consents that it granted.
    If interrupted, run it again to continue. A load that is still running stops at its next batch.
    """

    def __init__(self, store: Store, run: str, actor: str, batch_rows: int = 500) -> None:
        self._store = store
        self._run = run
        self._actor = actor
        self._batch_rows = batch_rows
        self._owner = str(uuid7())

    async def carry_out(
        self,
        progress: Progress = lambda _: None,
        *,
        reason: str = "",
        key: str | None = None,
        stops: Callable[[], bool] = lambda: False,
    ) -> RunUndo:
        """Take the run back; running it again changes nothing more. Under an idempotency `key` it is taken back once:
        again under it, an interrupted undo continues, and a finished one is returned as it ended. `stops`: whether to
        interrupt it, asked after each batch.

        Raises NotFound where there is no such run, and Conflict where the key was used for another command.
        """
        by = StewardCommand(self._actor, reason, key).checked()
        await self._store.write(lambda tx: self._begin(tx, by), guarded=True, actor=by.actor)
        while True:
            undoing = await self._store.write(lambda tx: self._batch(tx, by), guarded=True, actor=by.actor)
            progress(undoing)
            if undoing.done or stops():
                return undoing

    async def count(self) -> RunUndo:
        """The fates of the records that are still as the run left them. Nothing is written."""
        return await self._survey(Alteration())

    async def forecast(self, progress: WhatIfProgress = lambda _: None) -> Forecast:
        """The fates, and how many profiles would split, for which the whole graph is read. Nothing is written."""
        altered = Alteration()
        undoing = await self._survey(altered)
        return Forecast(undoing, await what_if(self._store, (await active_rules(self._store)).rules, altered, progress))

    async def _survey(self, altered: Alteration) -> RunUndo:
        """Count the fates; put into `altered` the records as they would be and the judgements that would not hold."""
        if await run_history.one(self._store, self._run) is None:
            raise self._not_found()
        undoing, orders = RunUndo(self._run), _OrderCount()
        while not undoing.done:
            page = await undo_records.run_page(self._store.read, self._run, undoing.cursor, self._batch_rows)
            run_records = await undo_records.run_records(self._store.read, self._run, page.loaded)
            merges = await undo_statements.merges(self._store.read, self._run, page.concerned)
            grants = await undo_statements.grants(self._store.read, self._run, page.concerned)
            altered.records.update(
                {record.key: _before_run(record) for record in run_records if _fate(record) is not RecordFate.KEPT}
            )
            altered.retracted.update(merge.id for merge in merges)
            undoing = undoing.after(map(_fate, run_records), len(merges), grants, page.end)
            unnamed = [record.key for record in run_records if _loses_its_names(record)]
            orders.add(await undo_records.record_tallies(self._store.read, unnamed))
        return replace(undoing, orders=orders.counted)

    async def _begin(self, tx: WriteTransaction, by: StewardCommand) -> None:
        digest = by.digest(["undo run", self._run])
        answer = await idempotency.find(tx, by.key) if by.key else None
        if answer:
            answer.to(digest)
        elif by.key:
            await idempotency.keep(tx, by.key, Answer(digest, NO_EFFECT), utc_now())
        cause = None if answer else (by.actor, by.reason)
        if await undo_progress.begin(tx, self._run, self._owner, cause, utc_now()) is None:
            raise self._not_found()

    async def _batch(self, tx: WriteTransaction, by: StewardCommand) -> RunUndo:
        undoing = await undo_progress.owned_undo(tx, self._run, self._owner)
        if undoing.done:
            return undoing  # an earlier attempt did commit, though its answer was lost
        tx.reason = by.reason
        page = await undo_records.run_page(tx.run, self._run, undoing.cursor, self._batch_rows)
        run_records = await self._connected(tx, page.loaded)
        about = {*page.concerned, *(record.key for record in run_records)}
        merges = await undo_statements.merges(tx.run, self._run, about)
        grants = await undo_statements.grants(tx.run, self._run, about)
        parted = {key for merge in merges for key in (merge.left, merge.right)}
        concerned = await consents.concerned_by_run(tx, self._run, about)
        await undo_statements.undo_merges(tx, merges, utc_now(), by.actor)
        await undo_statements.undo_grants(tx, self._run, about)
        await _take_back(tx, run_records, parted)
        judged = {membership.profile for membership in (await memberships.of_records(tx, parted)).values()}
        tx.changes += further_changes(tx.changes, judged | concerned)
        following = undoing.after(map(_fate, run_records), len(merges), grants, page.end)
        await undo_progress.advance(tx, following, utc_now())
        return following

    async def _connected(self, tx: WriteTransaction, keys: list[str]) -> list[RunRecord]:
        """These records, and those of the run that are in one profile with them now or would share an identifier with
        their versions before.

        They are taken back together: else records of the run would join them for a moment, and could keep a profile id
        that they take along when they go.
        """
        rules = await rules_in_force(tx)
        connected: dict[str, RunRecord] = {}
        seen: set[str] = set()
        fresh = set(keys)
        while fresh:
            fresh = {*fresh, *await undo_records.in_same_profiles(tx.run, self._run, fresh)} - seen
            seen |= fresh
            relevant = [
                b
                for b in await undo_records.run_records(tx.run, self._run, fresh)
                if b.key in keys or _fate(b) is not RecordFate.KEPT
            ]
            connected |= {record.key: record for record in relevant}
            identifiers = {i.key for record in relevant for i in _joining(record, rules)}
            fresh = {*await undo_records.holders(tx.run, self._run, identifiers, rules.hub_cap)} - seen
        return [connected[key] for key in sorted(connected)]

    def _not_found(self) -> NotFound:
        return NotFound("there is no load run with this id; see `profile-service status` or the query loadRuns")


class _OrderCount:
    """Counts the orders on records that lose all that names them, by what becomes of their profiles."""

    def __init__(self) -> None:
        self._leaving = self._nameless = 0
        self._losing: set[str] = set()
        self._emptied: set[str] = set()

    def add(self, records: Iterable[RecordTally]) -> None:
        """Count the orders of the next records."""
        for record in records:
            orders = order_count(record.tally)
            if orders and record.has_others:
                self._leaving += orders
                self._losing.add(record.profile)
            elif orders:
                self._nameless += orders
                self._emptied.add(record.profile)

    @property
    def counted(self) -> UndoneOrders:
        return UndoneOrders(self._leaving, len(self._losing), self._nameless, len(self._emptied))


async def _take_back(tx: WriteTransaction, run_records: Sequence[RunRecord], parted: Collection[str]) -> None:
    deleted = [record.key for record in run_records if _fate(record) is RecordFate.DELETED]
    kept = [record for record in run_records if _fate(record) in {RecordFate.EMPTIED, RecordFate.RESTORED}]
    changed: list[RecordRow] = []
    histories: dict[str, ClaimHistory] = {}
    origins: dict[str, tuple[str | None, str | None]] = {}
    for record in kept:
        before, run = version_before(record.key, record.previous)
        changed.append(record_row(before))
        histories[record.key] = history_before(record.key, record.previous)
        origins[record.key] = run, NOT_KEPT if record.has_older else None
    if deleted or changed or parted:
        revisited = set(parted) - {record.key for record in changed}
        restoring = ResolutionInput(changed=changed, deleted=deleted, revisited=revisited, restored=histories)
        await resolve(tx, restoring, utc_now())
        await undo_records.set_origins(tx, origins)


def _fate(brought: RunRecord) -> RecordFate:
    return fate(brought.previous, bound=brought.is_bound)


def _loses_its_names(brought: RunRecord) -> bool:
    """Whether nothing would lead to the record any more: no steward joined it, or gave it an identifier."""
    record = brought.record
    is_given = record.judged or any(claim.given_by is not None for claim in record.claims)
    return _fate(brought) is RecordFate.EMPTIED and not is_given


def _joining(brought: RunRecord, rules: Rules) -> Iterable[Identifier]:
    """The identifiers that the record will hold again, as far as they may join."""
    if _fate(brought) is not RecordFate.RESTORED:
        return []
    record, _ = version_before(brought.key, brought.previous)
    former = (claim.identifier for claim in _former_before(brought))
    return filter(rules.joins, with_canonical((*record.identifiers, *former), rules))


def _former_before(brought: RunRecord) -> Iterable[Claim]:
    return history_before(brought.key, brought.previous).claims((), None, "").values()


def _before_run(brought: RunRecord) -> StoredRecord | None:
    """The record as it will be again; None where it will be deleted. A steward's claims stay."""
    if _fate(brought) is RecordFate.DELETED:
        return None
    stored = brought.record
    before, _ = version_before(stored.key, brought.previous)
    claims = {claim.identifier: claim for claim in stored.claims}
    stated = [(claims.get(i) or Claim(stored.key, i, "", ""))._replace(stated_until=None) for i in before.identifiers]
    given = [claim for claim in stored.claims if claim.given_by is not None]
    return replace(
        stored,
        attributes_text=before.attributes_text,
        observed_at=before.observed_at,
        claims=tuple({claim.identifier: claim for claim in (*_former_before(brought), *stated, *given)}.values()),
    )
