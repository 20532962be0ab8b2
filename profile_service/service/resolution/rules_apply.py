"""Put identity rules in force, and bring the graph up to them (docs/decisions/rules-in-force.md)."""

from collections.abc import Callable

from uuid_utils import uuid7

from profile_service.domain.resolution.canonical_form import canonical_claims_of
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.decisions import Decision, DecisionKind
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.identity_rules import digest, rules_from
from profile_service.service.resolution import rules_undo
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.store.engine.change_rows import Cause
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.resolution import canonical_claims, claims, scan
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.resolution.rules import Application, ApplicationPhase
from profile_service.store.stewardship import decisions, idempotency
from profile_service.store.stewardship.idempotency import NO_EFFECT, Answer

Progress = Callable[[Application], None]
_APPLY = "rules apply"


class RulesApplication:
    """Applies rules to a store, `batch_rows` records a transaction, as `actor`.

    Under an idempotency `key` the same rules are applied once: again under it, an interrupted application continues,
    and a finished one is returned as it ended, whatever rules are in force by then.
    """

    def __init__(self, store: Store, actor: str, batch_rows: int = 500) -> None:
        self._store = store
        self._actor = actor
        self._batch_rows = batch_rows

    async def apply(
        self, text: str, where: str, progress: Progress = lambda _: None, *, reason: str = "", key: str | None = None
    ) -> Application:
        """Every writer resolves by the new rules from the start; when this returns, all records were resolved by them.

        If interrupted, the same rules continue where they stopped; other rules start anew. Rules that are in force and
        fully applied change nothing. Raises InvalidInput, naming `where`, for rules that are not sound, and Conflict
        where somebody else put others in force meanwhile or the key was used for another command.
        """
        rules_from(text, where)
        by = StewardCommand(self._actor, reason, key).checked()
        return await self._carry_out(by, digest(text), text, progress)

    async def resume(
        self, progress: Progress = lambda _: None, *, reason: str = "", key: str | None = None
    ) -> Application:
        """Continue the application of the rules in force, where it was interrupted."""
        applied = await stored_rules.in_force(self._store.read)
        if applied is None:
            raise InvalidInput("no identity rules were ever applied to this store; name a file of rules")
        by = StewardCommand(self._actor, reason, key).checked()
        return await self._carry_out(by, applied.digest, None, progress)

    async def undo(
        self, decision: str, progress: Progress = lambda _: None, *, reason: str = "", key: str | None = None
    ) -> Application:
        """Undo a decision that changed the rules, or make it hold again: the latest rules are in force that no undone
        decision applied, else those of the package, and all records are resolved by them. If interrupted, `resume`
        continues. Raises NotFound where there is no such decision."""
        by = StewardCommand(self._actor, reason, key).checked()
        wanted = await self._store.write(lambda tx: rules_undo.begin(tx, by, decision), guarded=True, actor=by.actor)
        return await self._walk(by, wanted, progress)

    async def _carry_out(self, by: StewardCommand, wanted: str, text: str | None, progress: Progress) -> Application:
        answered = await self._store.write(lambda tx: _begin(tx, by, wanted, text), guarded=True, actor=by.actor)
        if answered and answered.step is ApplicationPhase.DONE:
            return answered
        return await self._walk(by, wanted, progress)

    async def _walk(self, by: StewardCommand, wanted: str, progress: Progress) -> Application:
        while True:
            applied = await self._store.write(lambda tx: self._batch(tx, by, wanted), guarded=True, actor=by.actor)
            progress(applied)
            if applied.step is ApplicationPhase.DONE:
                return applied

    async def _batch(self, tx: WriteTransaction, by: StewardCommand, wanted: str) -> Application:
        """Write one batch and the cursor behind it; tried again after an answer was lost, it writes the next one."""
        applied = await stored_rules.in_force(tx.run)
        if applied is None or applied.digest != wanted:
            raise Conflict("other identity rules were put in force meanwhile; see `identity rules status`")
        if applied.step is ApplicationPhase.DONE:
            return applied
        tx.reason, tx.decision = by.reason or applied.reason, applied.decision
        keys = await scan.keys(tx.run, applied.cursor, self._batch_rows)
        if not keys:
            following = (
                ApplicationPhase.RESOLVE if applied.step is ApplicationPhase.CANONICAL else ApplicationPhase.DONE
            )
            return await stored_rules.enter(tx, wanted, following, utc_now())
        if applied.step is ApplicationPhase.CANONICAL:
            await _derive(tx, keys, await rules_in_force(tx))
        else:
            await resolve(tx, ResolutionInput(revisited=keys), utc_now())
        return await stored_rules.advance(tx, wanted, keys)


async def _begin(tx: WriteTransaction, by: StewardCommand, wanted: str, text: str | None) -> Application | None:
    """Put the rules in force, unless they are; `text` None: they were. Returns their application where it began under
    the same key before."""
    if by.key and (answer := await idempotency.find(tx, by.key)):
        answer.to(by.digest([_APPLY, wanted]))
        if begun := await stored_rules.one(tx, wanted):
            return begun
    elif by.key:
        await idempotency.keep(tx, by.key, Answer(by.digest([_APPLY, wanted]), NO_EFFECT), utc_now())
    lost = tx.rules == wanted and await stored_rules.in_force(tx.run) is None
    if text is not None and (tx.rules != wanted or lost):
        decision = Decision(str(uuid7()), DecisionKind.RULES, by.actor, by.reason, utc_now(), rules=wanted)
        await decisions.keep(tx, decision)
        await stored_rules.enact(tx, wanted, text, Cause(by.actor, by.reason, decision.id), decision.at)
    return None


async def apply_at_once(tx: WriteTransaction, keys: list[str], now: str) -> None:
    """Resolve all records (keys) by the rules that this transaction put in force; their application is done then."""
    applied = await stored_rules.in_force(tx.run)
    if applied is None or applied.digest == tx.rules:
        return
    tx.rules = applied.digest
    if keys:
        await _derive(tx, keys, await rules_in_force(tx))
        await stored_rules.advance(tx, applied.digest, keys)
        await resolve(tx, ResolutionInput(revisited=keys), now)
        await stored_rules.advance(tx, applied.digest, keys)
    await stored_rules.enter(tx, applied.digest, ApplicationPhase.DONE, now)


async def _derive(tx: WriteTransaction, keys: list[str], rules: Rules) -> None:
    """Let these records hold the canonical identifiers that the rules derive, and no others."""
    stored = await claims.of_records(tx, keys)
    wanted = canonical_claims_of(stored, rules)
    present = {(claim.record, claim.identifier): claim for claim in stored if claim.is_canonical}
    kept = {key for key in wanted.keys() & present.keys() if wanted[key].origin == present[key].origin}
    missing = [claim for key, claim in sorted(wanted.items()) if key not in kept]
    obsolete = [claim for key, claim in sorted(present.items()) if key not in kept]
    if missing or obsolete:
        await canonical_claims.replace(tx, missing, obsolete)
