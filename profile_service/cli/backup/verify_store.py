"""`store verify`: whether a backup is whole, or the store itself."""

from pathlib import Path
from typing import Annotated

import typer

from profile_service.cli.backup.render_backup import backup_data, content_line
from profile_service.cli.console.audited import ask_audited, audited
from profile_service.cli.console.execution import EXIT_NOT_FOUND, run, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.quantities import counted
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.backup.backup_check import BackupVerification, verify_backup
from profile_service.service.backup.store_check import StoreCheck, check_store
from profile_service.store.engine.store import Store

_COMMAND = "store verify"


def verify_store(
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="Folder of a backup; the store itself without one.")
    ] = None,
    *,
    sample: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Look at about N records, identifiers and events of the store; else at all.", min=1
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look at every byte of a backup, or at the store itself: its schema and what it counts; exit code 1 at faults."""
    if path is None:
        faults = _check(sample, as_json=as_json)
    elif sample is not None:
        raise InvalidInput("--sample is for the store itself; of a backup every byte is looked at")
    else:
        faults = _verify(path, as_json=as_json)
    if faults:
        raise typer.Exit(EXIT_NOT_FOUND)


def _verify(path: Path, *, as_json: bool) -> bool:
    verified = run(_verified(path))
    faults = list(verified.faults)
    if as_json:
        print_json({**backup_data(path, verified.manifest), "faults": faults})
        return bool(faults)
    print_lines(faults)
    if faults:
        say(f"{path}: {counted(len(faults), 'fault')}. Nothing can be restored from it.")
    else:
        print_lines([f"Intact. {content_line(path, verified.manifest)}"])
    return bool(faults)


async def _verified(path: Path) -> BackupVerification:
    async with audited(settings(), _COMMAND) as acts:
        verified = verify_backup(path)
        acts.changes(_COMMAND, [], {"backup": verified.manifest.id, "faults": len(verified.faults)})
    return verified


def _check(sample: int | None, *, as_json: bool) -> bool:
    async def work(store: Store, acts: AuditedActs) -> StoreCheck:
        check = await check_store(store, sample)
        acts.changes(_COMMAND, [], {"checked": check.checked, "faults": len(check.faults)})
        return check

    check = ask_audited(_COMMAND, work, migrate=False)
    if as_json:
        print_json({"checked": check.checked, "faults": check.faults})
        return bool(check.faults)
    print_lines(check.faults)
    looked_at = f"{counted(check.checked, 'node')} looked at"
    if check.faults:
        say(f"{looked_at}: {counted(len(check.faults), 'fault')}.")
    else:
        print_lines([f"{looked_at}, no fault."])
    return bool(check.faults)
