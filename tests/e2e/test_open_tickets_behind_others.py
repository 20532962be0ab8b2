"""An open ticket is found behind many later contacts, as far as the window of contacts goes back."""

from dataclasses import replace

import pytest

from profile_service.domain.context.history import WINDOWS
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from tests.rig.open_matters import did
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("later", "threads"), [(WINDOWS["contacts"] - 1, ["old"]), (WINDOWS["contacts"], [])])
async def test_old_open_ticket_is_found_within_the_window(store: Store, later: int, threads: list[str]) -> None:
    old = did("old", "support_ticket", "2022-03-01", status="pending", subject="Rusty hinge")
    chats = [did(f"chat{n}", "chat", f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}") for n in range(later)]
    await load(store, record("shop:1"), *(replace(event, record="shop:1") for event in (old, *chats)))

    customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:1"))
    assert customer
    insights = await CustomerContext(customer, "2026-11-01T09:00:00.000000Z").insights("openThreads")

    assert [thread.key for thread in insights.threads] == threads
