"""Locking a profile: its records stay together, nobody joins or leaves them, and no steward's order touches them."""

from collections.abc import Mapping, Sequence

from uuid_utils import uuid7

from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.decisions import LockStatement
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.resolution import memberships
from profile_service.store.resolution.memberships import Membership
from profile_service.store.stewardship import decisions
from profile_service.store.stewardship.decisions import RecordStatements


async def lock(execution: CommandExecution, profile: str) -> Sequence[str]:
    records = (await execution.profiles([profile]))[profile]
    if any(membership.lock is None for membership in records.values()):
        await _write_lock(execution, records, str(uuid7()))
        await memberships.show_profile_lock(execution.tx, _profile(records), execution.command.actor, execution.now)
        await _record_change(execution, records, ChangeKind.LOCKED)
    return []


async def unlock(execution: CommandExecution, profile: str) -> Sequence[str]:
    records = (await execution.profiles([profile]))[profile]
    if any(membership.lock is not None for membership in records.values()):
        await _write_lock(execution, records, None)
        await memberships.show_profile_lock(execution.tx, _profile(records), None, None)
        await _record_change(execution, records, ChangeKind.UNLOCKED)
    return []


async def _write_lock(execution: CommandExecution, records: Mapping[str, Membership], lock: str | None) -> None:
    await memberships.lock_records(execution.tx, records.keys(), lock)
    stated = LockStatement(execution.decision, lock, execution.command.actor, execution.now)
    await decisions.add_statements(execution.tx, dict.fromkeys(records, RecordStatements(locks=[stated])))
    execution.stated.update(records)


async def _record_change(execution: CommandExecution, records: dict[str, Membership], kind: ChangeKind) -> None:
    # First what was ordered, then what came of it: an unlocked profile may be merged into another one at once.
    execution.tx.changes.append(Change(_profile(records), kind))
    await execution.resolve(records.keys())


def _profile(records: dict[str, Membership]) -> str:
    return next(iter(records.values())).profile
