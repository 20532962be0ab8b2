"""Undoing a change of rules: the rules before it are put in force again (docs/decisions/undo.md)."""

from dataclasses import replace

from uuid_utils import uuid7

from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.decisions import Decision, DecisionKind
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.domain.values.times import utc_now
from profile_service.schema_data import schema_path
from profile_service.service.declared.identity_rules import digest, rules_text
from profile_service.store.engine.change_rows import Cause
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.stewardship import decisions, idempotency
from profile_service.store.stewardship.idempotency import NO_EFFECT, Answer


async def changed_rules_decision(read: Read, id: str) -> Decision | None:
    """The change of rules that undoing the decision `id` would undo or make to hold again; None where it would turn
    another decision, or there is none."""
    named = await decisions.one(read, id)
    root = await decisions.one(read, named.root) if named and named.root else named
    return root if root and root.kind is DecisionKind.RULES else None


async def begin(tx: WriteTransaction, by: StewardCommand, id: str) -> str:
    """Undo the change of rules, unless it was undone already or under the same key, and put in force the rules that
    hold then; the digest of the rules in force. Raises NotFound where there is no such decision."""
    root = await _root(tx.run, id)
    answer = Answer(by.digest(["undo rules", id]), NO_EFFECT)
    if by.key and (given := await idempotency.find(tx, by.key)):
        given.to(answer.digest)
    elif root.is_turned_by_undoing(id):
        if by.key:
            await idempotency.keep(tx, by.key, answer, utc_now())
        await _turn(tx, by, root)
    applied = await stored_rules.in_force(tx.run)
    if applied is None:
        raise InvalidInput("no identity rules were ever applied to this store")
    return applied.digest


async def rules_after_undo(read: Read, id: str) -> str:
    """The text of the rules that would be in force after undoing the decision. Raises NotFound where there is no such
    decision."""
    root = await _root(read, id)
    turned = replace(root, undos=(*root.undos, "")) if root.is_turned_by_undoing(id) else root
    return await _held_text(read, turned)


async def _root(read: Read, id: str) -> Decision:
    root = await changed_rules_decision(read, id)
    if root is None:
        raise NotFound("no change of rules has this id; `identity rules status` and the change feed name them")
    return root


async def _held_text(read: Read, turned: Decision) -> str:
    """The rules of the latest change that holds, where one of the changes is turned; else those of the package."""
    changes = [turned if change.id == turned.id else change for change in await decisions.changes_of_rules(read)]
    held = [change.rules for change in changes if change.rules and not change.is_undone]
    return await stored_rules.text(read, held[-1]) if held else rules_text(schema_path("identity.yaml"))


async def _turn(tx: WriteTransaction, by: StewardCommand, root: Decision) -> None:
    undo = Decision(str(uuid7()), DecisionKind.UNDO, by.actor, by.reason, utc_now(), root=root.id)
    await decisions.keep(tx, undo)
    await enact_without(tx, root, Cause(by.actor, by.reason, undo.id), undo.at)


async def enact_without(tx: WriteTransaction, root: Decision, by: Cause, now: str) -> None:
    """Undo the change of rules, or make it hold again, by the decision that `by` names, and put in force the rules that
    hold then, where those are others. Their application begins."""
    text = await _held_text(tx.run, await decisions.add_undo(tx, root, by.decision))
    if tx.rules != digest(text):
        await stored_rules.enact(tx, digest(text), text, by, now)
