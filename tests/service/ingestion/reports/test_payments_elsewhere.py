"""A load says which payments name an order of another customer, for these pay nothing."""

from pathlib import Path

import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.sources.events import Event, Interaction, Subject
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.sources import run_history
from tests.rig.people import at, bought, items, load, profile_id, record

pytestmark = pytest.mark.anyio


def _paid(number: int, of: str, order: str | None = None, about: str | None = None) -> Interaction:
    subjects = (Subject("Order", about),) if about else ()
    details = {"amount": "5.00"} | ({"order": order} if order else {})
    key = f"{of.partition(':')[0]}:payment:{number}"
    return Interaction(key, of, "payment", at("2026-03-02"), about=subjects, details=details)


async def _said(store: Store, folder: Path, *events: Event) -> list[str]:
    """What the load of a file of these events says, and its run has."""
    said: list[str] = []
    file = FileToLoad(Path("payments"), str(events), len(events), lambda _: iter(items(*events)))
    run = await LoadRunner(store, folder).run(Load("test", "test", [file]), options=LoadOptions(say=said.append))
    stored = await run_history.one(store, run.id)
    assert stored
    assert [*run.remarks] == [*stored.remarks] == said
    return said


async def _orders(store: Store) -> None:
    await load(
        store,
        record("shop:ann", ("email", "ann@x.example"), name="Ann Smith"),
        record("shop:bob", ("email", "bob@x.example"), name="Bob Jones"),
        record("psp:ann", ("email", "ann@x.example")),
        bought("shop:order:1", "shop:ann", "2026-03-01", number="1001"),
        bought("shop:order:2", "shop:bob", "2026-03-01", number="1002"),
        record("mart:cho", ("email", "cho@x.example"), name="Cho Ito"),
        bought("mart:order:1", "mart:cho", "2026-03-01", number="1001"),
    )


async def test_payment_of_another_customers_order_is_said(store: Store, tmp_path: Path) -> None:
    await _orders(store)

    said = await _said(store, tmp_path, _paid(1, "shop:ann", "#1002"), _paid(2, "shop:ann", "1001"))

    (sentence,) = said
    assert sentence == (
        "1 payment, bill or refund changes no order, for the one that it names is another customer's: payments:2 9999. "
        "Merge the customers if they are one, or move the payment: profile-service identity move-event."
    )


async def test_payment_may_come_before_its_order_in_one_file(store: Store, tmp_path: Path) -> None:
    await _orders(store)
    later = bought("shop:order:3", "shop:bob", "2026-03-03", number="1003")
    assert (await _said(store, tmp_path, _paid(3, "shop:ann", "1003"), later))[0].startswith(
        "1 payment, bill or refund changes"
    )


async def test_order_is_one_of_the_payments_own_source_or_else_of_any(store: Store, tmp_path: Path) -> None:
    """A provider has no orders of its own; a payment of a shop is of that shop's order."""
    await _orders(store)
    assert await _said(store, tmp_path, _paid(4, "psp:ann", "1001"), _paid(5, "psp:ann", "9999")) == []
    assert "2 payments, bills or refunds change no order" in str(
        await _said(store, tmp_path, _paid(6, "psp:ann", "1002"), _paid(7, "shop:ann", about="mart:1001"))
    )


async def test_nothing_is_said_once_the_customers_are_one(store: Store, tmp_path: Path) -> None:
    await _orders(store)
    await Stewardship(store).merge(
        [await profile_id(store, "shop:ann"), await profile_id(store, "shop:bob")],
        StewardCommand("ada"),
        despite=ContradictionKind,
    )
    assert await _said(store, tmp_path, _paid(8, "shop:ann", "1002")) == []
