"""`privacy replay`: carry the ledger of erasures out again."""

from dataclasses import asdict

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.domain.values.quantities import counted
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.privacy import replay as replays
from profile_service.service.privacy.ledger import written_ledger
from profile_service.store.engine.store import Store


def replay(*, as_json: AsJson = False) -> None:
    """Erase again whatever the ledger of erasures names and the store has, as after a restore.

    Erasures that were interrupted are gone on with. The start of `serve` does it by itself where the store lags behind.
    """
    done = ask_audited("privacy replay", _replay)
    if as_json:
        print_json(asdict(done))
        return
    again = f"{counted(done.records, 'record')} and {counted(done.events, 'moved event')} erased again"
    completed = f"{counted(done.completed, 'interrupted erasure')} completed"
    print_lines([f"{completed}, {again}, {counted(done.restricted, 'record')} restricted."])


async def _replay(store: Store, acts: AuditedActs) -> replays.Replay:
    config = settings()
    await acts.begins("privacy replay")
    done = await replays.replay_ledger(store, written_ledger(config), config.data_dir)
    acts.changes("privacy replay", (), asdict(done))
    return done
