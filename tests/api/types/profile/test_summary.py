"""Totals as of a moment: those of a customer to whom nothing had happened later."""

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_SUMMARY = """
query Totals($id: ID!, $now: DateTime) {
  profile(id: $id) {
    summary(now: $now) { events orders spend { currency totalMinor } byKind { kind count } firstSeen lastSeen }
  }
}
"""


@pytest.mark.parametrize(
    "now", ["2026-01-01T00:00:00Z", "2026-01-06T09:00:00Z", "2026-01-20T00:00:00Z", "2026-02-10T00:00:00Z", None]
)
async def test_totals_are_those_of_what_came_before(store: Store, client: httpx.AsyncClient, now: str | None) -> None:
    events = [
        did("v1", "shop:1", "2026-01-05"),
        bought("o1", "crm:7", "2026-01-06", 700),
        bought("o2", "shop:1", "2026-01-25", 900),
        did("v2", "crm:7", "2026-02-03"),
    ]
    same = ("email", "ann@shop.org")
    later = [event for event in events if now and event.occurred_at >= f"{now[:19]}.000000Z"]
    await load(store, record("shop:1", same), record("crm:7", same), *(e for e in events if e not in later))
    id = await profile_id(store, "shop:1")
    then = (await graphql_answer(client, _SUMMARY, id=id))["data"]

    await load(store, *later)

    assert (await graphql_answer(client, _SUMMARY, id=id, now=now))["data"] == then


async def test_present_totals_cost_no_statement(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1"), bought("o1", "shop:1", "2026-01-06"))
    id = await profile_id(store, "shop:1")
    counts = []
    for now in ("", "(now: null)", '(now: "2026-02-01T00:00:00Z")', '(now: "2026-01-05T00:00:00Z")'):
        before = store.statements
        answer = await graphql_answer(client, f'{{ profile(id: "{id}") {{ summary{now} {{ orders }} }} }}')
        counts.append((answer["data"]["profile"]["summary"]["orders"], store.statements - before))
    assert counts == [(1, 1), (1, 1), (1, 1), (0, 2)]
