"""Revealing a masked value: the history says who was shown which value and why, before anybody is shown it."""

from collections.abc import Sequence

from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.service.stewardship.command_execution import CommandExecution


async def reveal(execution: CommandExecution, profile: str, name: str) -> Sequence[str]:
    """Write down that the value is shown. Nothing else changes, nor does the profile's version."""
    records = (await execution.profiles([profile]))[profile]
    survivor = next(iter(records.values())).profile
    execution.stated.update(records)
    execution.tx.changes.append(Change(survivor, ChangeKind.REVEALED, note=name))
    return []
