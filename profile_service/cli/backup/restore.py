"""`store restore`: an empty store is filled from a backup."""

from functools import partial
from pathlib import Path

from profile_service.cli.backup.backup import BackupFolder
from profile_service.cli.backup.render_backup import backup_data, content_line
from profile_service.cli.console.audited import audited
from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.console.terminal import progress_bar
from profile_service.domain.backup.manifest import Manifest
from profile_service.domain.values.errors import LedgerUnavailable, NotFound
from profile_service.domain.values.quantities import counted
from profile_service.service.backup.restore import Restored, RestoreSteps, fill_store, sound_backup
from profile_service.service.privacy.ledger import written_ledger
from profile_service.service.privacy.replay import replay_ledger
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store
from profile_service.store.engine.store import Store
from profile_service.store.privacy.suppressions import privacy_state

_COMMAND = "store restore"
_NO_LEDGER = (
    "people were erased from this store, and the ledger of erasures is not here: put back its folder and its secret "
    "(PROFILE_PRIVACY, PROFILE_PRIVACY_SECRET), then run the same command again"
)


def restore(path: BackupFolder, *, as_json: AsJson = False) -> None:
    """Fill an empty store from a backup, whichever engine that was made of; nobody is served until all is in place.

    Every byte of the backup is looked at first. If interrupted, run it again to continue.
    """
    manifest = sound_backup(path)
    restored = run(_restored(settings(), path, manifest))
    if as_json:
        print_json({**backup_data(path, manifest), "resumed": restored.resumed, "seconds": round(restored.seconds, 3)})
        return
    print_lines([f"Restored in {restored.seconds:.1f} s: {content_line(path, manifest)}"])
    say("The store has its former id: consumers of changes read everything again if they had read further.")


async def _restored(config: Settings, path: Path, manifest: Manifest) -> Restored:
    with progress_bar("restore", manifest.node_count + manifest.relation_count, "nodes and relations") as bar:
        async with open_store(config, migrate=False, restoring=True) as store, audited(config, _COMMAND) as acts:
            await acts.begins(_COMMAND)
            steps = RestoreSteps(progress=bar, before_serving=partial(_forget, config))
            restored = await fill_store(store, path, manifest, steps)
            acts.changes(_COMMAND, [], {"backup": manifest.id, "lastSeq": manifest.state.last_seq})
    return restored


async def _forget(config: Settings, store: Store) -> None:
    """Let the store forget whom it forgot since the backup was made. All of the ledger is carried out, not only what is
    later than the backup: that may have been made in the middle of an erasure.

    Raises LedgerUnavailable where people had been erased already, and their ledger is not here.
    """
    try:
        ledger = written_ledger(config)
    except NotFound:
        if (await privacy_state(store.read)).ledger:
            raise LedgerUnavailable(_NO_LEDGER) from None
        return
    replay = await replay_ledger(store, ledger, config.data_dir)
    if replay.records or replay.events or replay.restricted:
        again = f"{counted(replay.records, 'record')} and {counted(replay.events, 'moved event')} erased again"
        say(f"The ledger of erasures was carried out: {again}, {counted(replay.restricted, 'record')} restricted.")
