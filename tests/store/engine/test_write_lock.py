"""A write transaction takes the write lock, and at its end stores its changes and the progress of its load run."""

import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import Checkpoint, LoadRun
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.errors import Conflict
from profile_service.store.engine.change_rows import Cause, NewChanges
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.engine.write_lock import Ownership, closing_statements
from profile_service.store.places.address import Address
from profile_service.store.resolution import change_feed
from profile_service.store.sources import run_history, runs
from tests.rig.graph import nodes

pytestmark = pytest.mark.anyio
_AT = "2026-11-22T09:00:00.000000Z"
_OWNED = Ownership("run", "me")
_CREATED = Change("p1", ChangeKind.CREATED)
_NO_CHANGES = NewChanges((), 0, Cause(""))


async def _started(store: Store) -> None:
    new = LoadRun("run", "shop", "shop", ("a.csv",), "running", Counts(), _AT, _AT)

    async def work(tx: WriteTransaction) -> None:
        await runs.start(tx, new, "key", "host")
        await runs.claim(tx, "run", "me")

    await store.write(work)


async def _batch(tx: WriteTransaction) -> LoadRun:
    run, last = runs.owned_run(tx)
    tx.changes.append(_CREATED)
    return runs.advance(tx, run, Counts(read=3, loaded=3), Checkpoint(last.batch + 1, 0, 3, 9), _AT)


async def test_batch_stores_its_changes_and_its_checkpoint(store: Store, address: Address) -> None:
    await _started(store)
    await store.write(_batch, owned=_OWNED, actor="load run")
    run = await store.write(_batch, owned=_OWNED, actor="load run")
    assert run.counts == Counts(read=6, loaded=6)
    assert await run_history.one(store, "run") == run
    assert nodes(address, "LoadRun", "batch", "items", "rejects_bytes") == {(2, 3, 9)}
    assert [(c.seq, c.actor, c.change) for c in await change_feed.after(store, 0, 9)] == [
        (1, "load run", _CREATED), (2, "load run", _CREATED),
    ]  # fmt: skip


async def test_run_of_another_process_is_not_continued(store: Store, address: Address) -> None:
    await _started(store)
    with pytest.raises(Conflict, match="another process took this load run over"):
        await store.write(_batch, owned=Ownership("run", "somebody"))
    assert nodes(address, "LoadRun", "batch") == {(0,)}


def test_work_without_changes_has_no_closing_statements() -> None:
    assert closing_statements(_NO_CHANGES, None, {}) == []
    assert closing_statements(_NO_CHANGES, _OWNED, {}) == []
