"""`store backup`: the store as it is now, in a folder from which either engine can be filled."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from profile_service.cli.backup.render_backup import backup_data, content_line
from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.backup.backup import Backup, back_up
from profile_service.store.engine.store import Store

BackupFolder: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PATH", help="Folder of the backup.", show_default=False)
]
_COMMAND = "store backup"


def backup(path: BackupFolder, *, as_json: AsJson = False) -> None:
    """Copy the store as it is at one moment into a new folder, while it is served: readers go on, writers wait.

    The folder holds all that the store knows of people, unencrypted, for its owner alone.
    """

    async def work(store: Store, acts: AuditedActs) -> Backup:
        await acts.begins(_COMMAND)
        made = await back_up(store, path)
        acts.changes(_COMMAND, [], {"backup": made.manifest.id, "lastSeq": made.manifest.state.last_seq})
        return made

    if not as_json:
        say("The store is copied. Readers go on; writers wait until it is done.")
    made = ask_audited(_COMMAND, work)
    if as_json:
        print_json({**backup_data(made.folder, made.manifest), "pausedSeconds": round(made.paused_seconds, 3)})
        return
    print_lines([content_line(made.folder, made.manifest), f"Writers waited for {made.paused_seconds:.1f} s at most."])
