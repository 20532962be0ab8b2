"""The facts follow what is done to people: restrictions, erasures, and stores that are another one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from profile_service.domain.metrics.periods import period_named
from profile_service.domain.values.errors import StoreError
from profile_service.service.metrics import customer_facts, live_table
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.fact_table import FactTable
from profile_service.service.metrics.live_table import TableAsOf
from profile_service.service.metrics.period_sums import period_sums
from profile_service.service.privacy.restriction import lift_restriction, restrict
from profile_service.store.engine.store import Store
from profile_service.store.metrics.record_tallies import SourceTally, all_tallies
from profile_service.store.places.address import Address
from tests.rig.erasures import erased, erasing_store, ledger_in, neighbours, zoe
from tests.rig.people import bought, load, profile_id

pytestmark = pytest.mark.anyio
_JANUARY = period_named("2026-01")


@pytest.fixture
async def keyed(address: Address, store: Store, tmp_path: Path) -> AsyncIterator[Store]:
    ledger_in(tmp_path)
    keyed = erasing_store(address, store.engine, tmp_path)
    await load(keyed, *zoe(), *neighbours())
    yield keyed
    await keyed.close()


def _january(facts: TableAsOf[FactTable]) -> tuple[int, int]:
    """Active customers, and sales."""
    sums = period_sums(facts.table, _JANUARY, None)
    return sums.value((_JANUARY.start, "", ""), "active"), sums.value((_JANUARY.start, "", "EUR"), "sales")


async def test_restricted_customer_leaves_every_figure_and_comes_back(keyed: Store, tmp_path: Path) -> None:
    facts, id = CustomerFacts(keyed), await profile_id(keyed, "shop:zqx1")
    assert _january(await facts.current()) == (3, 1_900)
    await restrict(keyed, ledger_in(tmp_path), id, "ada")
    assert _january(await facts.current()) == (2, 1_000)
    await lift_restriction(keyed, ledger_in(tmp_path), id, "ada")
    assert _january(await facts.current()) == (3, 1_900)


async def test_erased_customer_is_gone_and_the_others_stay(keyed: Store, tmp_path: Path) -> None:
    facts, id = CustomerFacts(keyed), await profile_id(keyed, "shop:zqx1")
    assert _january(await facts.current()) == (3, 1_900)
    await erased(keyed, tmp_path, id)
    current = await facts.current()
    assert _january(current) == (2, 1_000)
    assert current.table.rows("SELECT count(*) FROM facts WHERE profile = $1", [id]) == [(0,)]


async def test_many_changes_are_read_by_reading_everything_again(keyed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = CustomerFacts(keyed)
    before = await facts.current()
    monkeypatch.setattr(live_table, "_MOST_CHANGES", 0)
    await load(keyed, bought("shop:order:b9", "shop:b1", "2026-01-09", 50, "b9"))
    current = await facts.current()
    assert _january(current) == (3, 1_950)
    assert current.table is not before.table


async def test_change_that_could_not_be_read_is_read_with_the_next_question(
    keyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = CustomerFacts(keyed)
    await facts.current()
    await load(keyed, bought("shop:order:b9", "shop:b1", "2026-01-09", 50, "b9"))

    async def fails(_store: Store, _profiles: Sequence[str]) -> list[SourceTally]:
        raise StoreError("The store does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(customer_facts, "tallies_of", fails)
        with pytest.raises(StoreError):
            await facts.current()
    assert _january(await facts.current()) == (3, 1_950)


async def test_those_who_ask_at_once_share_one_table(keyed: Store) -> None:
    facts = CustomerFacts(keyed)
    answers = await asyncio.gather(*(facts.current() for _ in range(5)))
    assert len({id(each.table) for each in answers}) == 1
    assert {_january(each) for each in answers} == {(3, 1_900)}


async def test_other_event_loops_ask_too(keyed: Store) -> None:
    facts = CustomerFacts(keyed)
    elsewhere = await asyncio.to_thread(lambda: asyncio.run(facts.current()))
    assert _january(elsewhere) == (3, 1_900)


async def test_reading_goes_on_when_nobody_waits_for_it_any_more(keyed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    facts, pages = CustomerFacts(keyed), 0
    may_go_on = asyncio.Event()

    async def slowly(store: Store, page: int) -> AsyncIterator[list[SourceTally]]:
        nonlocal pages
        async for each in all_tallies(store, page):
            pages += 1
            await may_go_on.wait()
            yield each

    monkeypatch.setattr(customer_facts, "all_tallies", slowly)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(facts.current(), 0.2)
    may_go_on.set()
    assert _january(await facts.current()) == (3, 1_900)
    assert pages == 1, "the second question reads nothing again"
    await facts.close()


async def test_reading_ends_with_the_server(keyed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = CustomerFacts(keyed)

    async def never(_store: Store, _page: int) -> AsyncIterator[list[SourceTally]]:
        await asyncio.Event().wait()
        yield []

    monkeypatch.setattr(customer_facts, "all_tallies", never)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(facts.current(), 0.1)
    await asyncio.wait_for(facts.close(), 5)
