"""Locking a profile: its records stay together, nobody joins or leaves them, and no steward's order touches them."""

from collections.abc import Sequence

from uuid_utils import uuid7

from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.resolution import memberships
from profile_service.store.resolution.memberships import Membership


async def lock(act: CommandExecution, profile: str) -> Sequence[str]:
    records = (await act.profiles([profile]))[profile]
    if any(standing.lock is None for standing in records.values()):
        await memberships.lock(act.tx, records.keys(), str(uuid7()))
        await memberships.show_lock(act.tx, _profile(records), act.command.actor, act.now)
        await _tell(act, records, ChangeKind.LOCKED)
    return []


async def unlock(act: CommandExecution, profile: str) -> Sequence[str]:
    records = (await act.profiles([profile]))[profile]
    if any(standing.lock is not None for standing in records.values()):
        await memberships.lock(act.tx, records.keys(), None)
        await memberships.show_lock(act.tx, _profile(records), None, None)
        await _tell(act, records, ChangeKind.UNLOCKED)
    return []


async def _tell(act: CommandExecution, records: dict[str, Membership], kind: ChangeKind) -> None:
    # First what was ordered, then what came of it: an unlocked profile may be merged into another one at once.
    act.tx.changes.append(Change(_profile(records), kind))
    regrouping = await act.resolve(records.keys())
    await act.touch({_profile(records)} - regrouping.touched)


def _profile(records: dict[str, Membership]) -> str:
    return next(iter(records.values())).profile
