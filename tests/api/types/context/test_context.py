"""The context in one query, on both engines: its parts, its statements, and what a view hides of it."""

from typing import Any

import httpx
import pytest

from profile_service.api.graphql.schema import build_schema
from profile_service.api.types.values.request import Request
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.items import Item
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.open_matters import CASE, MUG, TEA, bought, did
from tests.rig.people import at, load, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")
_ANN = 'profileBy(identifier: {type: "email", value: "ann@shop.org"})'
_QUERY = """
query($now: DateTime, $view: String) { profileBy(identifier: {type: "email", value: "ann@shop.org"}, view: $view) {
  context(now: $now, channel: "phone") {
    now
    openThreads { kind key topic channel openedAt lastAt canGoOn products { key name } reason evidence }
    recentContacts(first: 1) { key at kind channel agent topic outcome }
    repeatContacts { topic times channels solved evidence }
    orders(first: 1) { number stage late items reason }
    sentiment { score mood trend before feelings { event score by } reason evidence }
    preferences {
      channel { value share of reason evidence } device { value } stated { name value } consents { allowed }
    }
    value { currency recencyDays frequency monetaryMinor orders lifetimeMinor averageMinor evidence }
    risks { kind level score reason evidence }
    promoter { kind points stated }
    products {
      bought { key times } returned { key } wished { key } complainedAbout { key } due { key }
      recommended { key reason }
    }
    nextStep { kind channel probability of reason evidence }
  }
} }
"""


async def _answer(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    answer: dict[str, Any] = response.json()
    return answer


def _events() -> list[Event]:
    return [
        bought("o1", "2026-01-02", TEA, number="#1", status="paid", fulfillment_status="fulfilled"),
        bought("o2", "2026-02-01", TEA, number="#2", status="paid", fulfillment_status="fulfilled"),
        bought("o3", "2026-03-03", TEA, number="#3", status="paid", fulfillment_status="unfulfilled", total=3000),
        did("w1", "wishlist", "2026-03-02", MUG, price="24.00"),
        did("t1", "support_ticket", "2026-03-04", CASE, status="open", agent="Dana"),
        did("c1", "support_call", "2026-03-05", CASE, channel="phone", topic="mug broken", outcome="told to wait"),
        did("r1", "review", "2026-03-06", TEA, stars=5),
    ]


@pytest.fixture
async def ann(store: Store) -> Store:
    await load(store, record("shop:1", _EMAIL, language="de"), *_events())
    return store


async def _statements(store: Store, query: str) -> int:
    """How many statements a query takes, without a server, which would read the rules for itself."""
    before = store.statements
    request = Request("r", ProfileReader(store, None), Stewardship(store))
    answer = await build_schema().execute(query, {"now": "2026-03-12T09:00:00Z"}, context_value=request)
    assert answer.errors is None
    return store.statements - before


async def test_context_reads_only_what_is_selected(ann: Store) -> None:
    assert await _statements(ann, _QUERY) == 3, "one finds the profile, one reads all events, one what was allowed"
    assert await _statements(ann, f"{{ {_ANN} {{ context {{ value {{ orders }} nextStep {{ kind }} }} }} }}") == 2
    assert await _statements(ann, f"{{ {_ANN} {{ context {{ now }} }} }}") == 1


async def test_context_shows_consents(client: httpx.AsyncClient, ann: Store) -> None:
    granted = Consent("shop:1", "marketing", "email", ConsentStatus.GRANTED, at("2026-01-05"), "newsletter: yes")
    refused = Consent("shop:1", "marketing", "sms", ConsentStatus.WITHDRAWN, at("2026-01-05"), "sms: no")
    await ann.write(lambda tx: ingest(tx, [Item(2, consents=(granted, refused))]))

    parts = "preferences { consents { purpose channel allowed } } nextActions(first: 30) { purpose }"
    answer = await _answer(client, f'{{ {_ANN} {{ context(now: "2026-03-12T09:00:00Z") {{ {parts} }} }} }}')

    context = answer["data"]["profileBy"]["context"]
    assert context["preferences"]["consents"] == [
        {"purpose": "marketing", "channel": "email", "allowed": True},
        {"purpose": "marketing", "channel": "sms", "allowed": False},
    ]
    assert "service" in {action["purpose"] for action in context["nextActions"]}


async def test_whole_context_in_one_query(client: httpx.AsyncClient, ann: Store) -> None:
    answer = await _answer(client, _QUERY, now="2026-03-12T09:00:00Z")
    assert answer.get("errors") is None
    assert answer["data"]["profileBy"]["context"] == _ANSWER


_ANSWER = {
    "now": "2026-03-12T09:00:00Z",
    "openThreads": [
        {
            "kind": "TICKET", "key": "t1", "topic": "Mug broken", "channel": "web",
            "openedAt": "2026-03-04T09:00:00Z", "lastAt": "2026-03-05T09:00:00Z",
            "canGoOn": ["phone", "chat", "email", "store"], "products": [],
            "reason": "the latest word on it is: told to wait", "evidence": ["t1", "c1"],
        },
        {
            "kind": "ORDER", "key": "o3", "topic": "order #3", "channel": "web",
            "openedAt": "2026-03-03T09:00:00Z", "lastAt": "2026-03-03T09:00:00Z",
            "canGoOn": ["web", "app", "phone", "chat", "email"], "products": [{"key": "shop:tea", "name": "Tea"}],
            "reason": "late: not sent yet; 9 days after the order", "evidence": ["o3"],
        },
    ],
    "recentContacts": [
        {
            "key": "c1", "at": "2026-03-05T09:00:00Z", "kind": "support_call", "channel": "phone", "agent": None,
            "topic": "mug broken", "outcome": "told to wait",
        }
    ],
    "repeatContacts": [
        {"topic": "Mug broken", "times": 2, "channels": ["web", "phone"], "solved": False, "evidence": ["t1", "c1"]}
    ],
    "orders": [
        {
            "number": "#3", "stage": "IN_PREPARATION", "late": True, "items": ["Tea"],
            "reason": "not sent yet; 9 days after the order",
        }
    ],
    "sentiment": {
        "score": 0.25, "mood": "POSITIVE", "trend": "STEADY", "before": None,
        "feelings": [
            {"event": "r1", "score": 1.0, "by": "rating"}, {"event": "c1", "score": -0.5, "by": "outcome"},
        ],
        "reason": "told 2 times, by outcome, rating; the last time on 2026-03-06", "evidence": ["r1", "c1"],
    },
    "preferences": {
        "channel": {
            "value": "web", "share": 0.86, "of": 7, "reason": "6 of the latest 7 through web",
            "evidence": ["r1", "t1", "o3", "w1", "o2", "o1"],
        },
        "device": None, "stated": [{"name": "language", "value": "de"}], "consents": [],
    },
    "value": {
        "currency": "EUR", "recencyDays": 9, "frequency": 3, "monetaryMinor": 5000, "orders": 3,
        "lifetimeMinor": 5000, "averageMinor": 1667, "evidence": ["o3", "o2", "o1"],
    },
    "risks": [
        {
            "kind": "COMPLAINT", "level": "MEDIUM", "score": 0.5, "reason": "bad experiences in 90 days: 1",
            "evidence": ["c1"],
        }
    ],
    "promoter": {"kind": "PROMOTER", "points": 10, "stated": False},
    "products": {
        "bought": [{"key": "shop:tea", "times": 3}], "returned": [], "wished": [{"key": "shop:mug"}],
        "complainedAbout": [], "due": [],
        "recommended": [{"key": "shop:mug", "reason": "wished for, and not bought since, on 2026-03-02"}],
    },
    "nextStep": {
        "kind": "order", "channel": "web", "probability": 0.43, "of": 7, "reason": "3 of the latest 7 steps",
        "evidence": ["o3", "o2", "o1"],
    },
}  # fmt: skip


async def test_later_events_are_left_out(client: httpx.AsyncClient, ann: Store) -> None:
    context = (await _answer(client, _QUERY, now="2026-02-02T00:00:00Z"))["data"]["profileBy"]["context"]
    assert (context["openThreads"], context["recentContacts"], context["sentiment"], context["nextStep"]) == (
        [],
        [],
        None,
        None,
    )
    assert (context["value"]["orders"], context["value"]["evidence"]) == (2, ["o2", "o1"])


async def test_view_hides_what_it_does_not_show(client: httpx.AsyncClient, ann: Store) -> None:
    query = """query($view: String) { profileBy(identifier: {type: "email", value: "ann@shop.org"}, view: $view) {
        context(now: "2026-03-12T09:00:00Z") { sentiment { evidence } products { complainedAbout { key } } } } }"""
    context = (await _answer(client, query, view="marketing"))["data"]["profileBy"]["context"]
    assert context["sentiment"]["evidence"] == ["r1"], "support calls are none of marketing's business"

    refused = await _answer(client, _QUERY, view="marketing")
    assert {error["extensions"]["code"] for error in refused["errors"]} == {"OUTSIDE_VIEW"}
    assert refused["errors"][0]["message"] == (
        "the insight openThreads is outside the view marketing; ask without it, or in a view that shows it"
    )


async def test_page_of_orders_has_bounds(client: httpx.AsyncClient, ann: Store) -> None:
    query = f"{{ {_ANN} {{ context {{ orders(first: 31) {{ key }} }} }} }}"
    (error,) = (await _answer(client, query))["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("INVALID_INPUT", "first must be from 1 to 30")
