"""The wall clock is set forward or back by an hour: nobody is logged out or shut out, and loads and undos go on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.load import LoadRunner
from profile_service.service.stewardship.run_undos import is_undone_elsewhere
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.clocks import WallClock
from tests.rig.exports import shop_orders
from tests.rig.people import load, record
from tests.rig.users import made_user

pytestmark = pytest.mark.anyio
_ON_EMBEDDED = pytest.mark.parametrize("address", ["embedded"], indirect=True)

_VIEWS = {"query": "{ views { name } }"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    return WallClock(monkeypatch)


@_ON_EMBEDDED
@pytest.mark.parametrize("hours", [1.0, -1.0])
async def test_logins_and_keys_last(store: Store, clock: WallClock, hours: float) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    await made_user(store)
    key = await bearer(store, "agent", name="ben")
    async with client_of(store, replace(SETTINGS, session_idle=30)) as client:
        assert (await log_in(client)).status_code == 303
        assert await _statuses(client) == [200, 200]
        clock.hours = hours
        for _ in range(3):
            assert await _statuses(client) == [200, 200]
            assert (await client.post("/graphql", json=_VIEWS, headers=key)).status_code == 200
        clock.hours = 0
        assert await _statuses(client) == [200, 200]


async def _statuses(client: httpx.AsyncClient) -> list[int]:
    """Of a page, and of a question, by the cookie of the login."""
    asked = await client.post("/graphql", json=_VIEWS, headers=FROM_HERE)
    return [(await client.get("/", headers=FROM_HERE)).status_code, asked.status_code]


@_ON_EMBEDDED
async def test_load_counts_each_row_once(store: Store, clock: WallClock, tmp_path: Path) -> None:
    shop_orders(tmp_path / "orders.csv", range(1, 41))
    load = prepare(loader("shopify-orders"), [tmp_path / "orders.csv"])
    runs = LoadRunner(store, tmp_path / "data", batch_rows=5)

    first = await runs.run(load, _jumping(clock))
    again = await LoadRunner(store, tmp_path / "data", batch_rows=5).run(load, _jumping(clock))

    assert first.counts.read == again.counts.read > 40
    assert (again.counts.loaded, again.counts.changed) == (0, 0)
    assert again.counts.unchanged == first.counts.loaded + first.counts.unchanged + first.counts.changed


def _jumping(clock: WallClock) -> Callable[[LoadRun], None]:
    def jump(_: LoadRun) -> None:
        clock.hours = {0.0: 1.0, 1.0: -1.0, -1.0: 0.0}[clock.hours]

    return jump


async def test_undo_that_died_before_the_clock_was_set_back_is_gone_on_with(clock: WallClock) -> None:
    clock.hours = 1
    run = LoadRun("1", "shopify-customers", "shopify", (), "undoing", Counts(), utc_now(), utc_now())
    assert is_undone_elsewhere(run)
    clock.hours = 0
    assert not is_undone_elsewhere(run)
