"""Connections that die around COMMIT: each batch is written once and only once, whatever the client got to hear.

PROFILE_TEST_CUTS says how many of them die after it; 200 is the full count.
"""

import os
from pathlib import Path

import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.driver_errors import CommitUnknown
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from tests.rig.cutting_proxy import Cut, CuttingProxy
from tests.rig.dump import differences, dump
from tests.rig.exports import shop_orders
from tests.rig.graph import nodes, run, wipe

pytestmark = pytest.mark.anyio

_CUTS = (*[Cut.AFTER] * 6, Cut.BEFORE, Cut.DURING)
_AFTER = int(os.environ.get("PROFILE_TEST_CUTS", "50"))
_BATCHES = "MATCH (l:LoadRun) RETURN l.batch"


async def test_cut_commits_write_each_batch_once(store: Store, address: Address, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    shop_orders(orders, range(1, 3 * _AFTER + 1))
    clean = await _load(store, orders, tmp_path)
    graph, batches = dump(address), run(address, _BATCHES)
    wipe(address)

    proxy = CuttingProxy(address, _every_other)
    async with proxy as through:
        cut_off = Store(RemoteEngine(through, store.engine))
        await migrations.apply(cut_off)
        loaded = await _load(cut_off, orders, tmp_path)
        await cut_off.close()

    assert proxy.cuts[Cut.AFTER] >= _AFTER
    assert differences(graph, dump(address)) == []
    assert loaded.counts == clean.counts
    assert run(address, _BATCHES) == batches


async def test_commit_of_unknown_outcome_is_not_repeated_blindly(store: Store, address: Address) -> None:
    proxy = CuttingProxy(address, lambda _: Cut.AFTER)
    async with proxy as through:
        cut_off = Store(RemoteEngine(through, store.engine))
        with pytest.raises(CommitUnknown):
            await cut_off.write(_one_more)
        await cut_off.close()

    assert proxy.commits == 1
    assert nodes(address, "Written", "once") == {(True,)}


async def test_write_is_repeated_where_commit_was_never_sent(store: Store, address: Address) -> None:
    """Between BEGIN and COMMIT nothing can have happened, so even unguarded work is done again."""
    tries = 0

    async def work(tx: WriteTransaction) -> None:
        nonlocal tries
        tries += 1
        await _one_more(tx)
        if tries == 1:
            proxy.hang_up()
            await _one_more(tx)

    proxy = CuttingProxy(address, lambda _: None)
    async with proxy as through:
        interrupted = Store(RemoteEngine(through, store.engine))
        await interrupted.write(work)
        await interrupted.close()

    assert tries == 2
    assert nodes(address, "Written", "once") == {(True,)}


def _every_other(number: int) -> Cut | None:
    """Each first try is cut, in one way or another, and each second one passes."""
    return None if number % 2 else _CUTS[number // 2 % len(_CUTS)]


async def _load(store: Store, orders: Path, data_dir: Path) -> LoadRun:
    load = prepare(loader("shopify-orders"), [orders])
    return await LoadRunner(store, data_dir, batch_rows=2).run(load)


async def _one_more(tx: WriteTransaction) -> None:
    await tx.run("CREATE (:Written {once: true})")
