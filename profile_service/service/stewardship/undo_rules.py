"""Undoing a change of rules by one command, where one transaction can resolve all records (docs/decisions/undo.md)."""

from dataclasses import replace

from profile_service.domain.stewardship.decisions import UNDO_NOTE, Decision
from profile_service.domain.values.errors import TooLarge
from profile_service.service.resolution.rules_apply import apply_at_once
from profile_service.service.resolution.rules_undo import enact_without
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.engine.change_rows import Cause
from profile_service.store.resolution import scan

MOST_RECORDS = 2_000
"""So many records are resolved again in one transaction: others wait for the write lock meanwhile."""


async def undo_rules(execution: CommandExecution, decision: Decision, id: str) -> None:
    """Undo the change of rules, or make it hold again, by undoing `id`, and resolve all records by the rules that hold
    then. Raises TooLarge where there are more records than MOST_RECORDS."""
    tx, by = execution.tx, execution.command
    keys = await scan.keys(tx.run, "", MOST_RECORDS + 1)
    if len(keys) > MOST_RECORDS:
        command = f"profile-service identity undo {id}{' --dry-run' if by.dry_run else ''}"
        raise TooLarge(
            f"a change of rules resolves all records again, and here are more than {MOST_RECORDS}; "
            f"undo it with `{command}`",
            {"command": command},
        )
    await enact_without(tx, decision, Cause(by.actor, by.reason, execution.decision), execution.now)
    await apply_at_once(tx, keys, execution.now)
    tx.changes[:] = [replace(change, note=UNDO_NOTE + id) for change in tx.changes]
