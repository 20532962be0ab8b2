"""Profiles over GraphQL, on both engines: the whole profile in one query, search, pages, and errors with a code."""

from operator import itemgetter

import httpx
import pytest

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.records import REMOVED
from profile_service.store.engine.store import Store
from tests.rig.graphql_client import error_code, graphql_answer
from tests.rig.people import did, load, load_ann, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")
_QUERY = """
query Full($id: ID!, $view: String) {
  profile(id: $id, view: $view) {
    id formerIds view
    name { value source record observedAt conflicting { value source record observedAt } }
    email { value } phone { value }
    city: attribute(name: "city") { value } nothing: attribute(name: "nothing") { value }
    attributes { name value source }
    identifiers(types: ["email", "phone"]) { type value joins records }
    records { key source recordId name observedAt stub attributes { name value } }
    timeline(first: 2) {
      edges {
        cursor
        node {
          __typename key kind channel occurredAt record { key } about { type key name } details
          ... on Transaction { totalMinor lines { product { key name } quantity priceMinor details } }
        }
      }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
    transactions { nodes { key number status totalMinor currency lines { product { key } quantity } } }
    summary {
      events orders spend { currency totalMinor } firstSeen lastSeen byKind { kind count } byChannel { channel count }
    }
  }
}
"""


_ANSWER = {
    "formerIds": [],
    "view": "full",
    "name": {
        "value": "Ann Smith", "source": "shop", "record": "shop:1", "observedAt": "2026-01-02T09:00:00Z",
        "conflicting": [
            {"value": "Anne Smith", "source": "crm", "record": "crm:7", "observedAt": "2026-01-01T09:00:00Z"}
        ],
    },
    "email": {"value": "ann@shop.org"},
    "phone": {"value": "+14155552671"},
    "city": {"value": "Paris"},
    "nothing": None,
    "attributes": [
        {"name": "city", "value": "Paris", "source": "shop"},
        {"name": "name", "value": "Ann Smith", "source": "shop"},
    ],
    "identifiers": [
        {"type": "email", "value": "ann@shop.org", "joins": True, "records": ["crm:7", "shop:1"]},
        {"type": "phone", "value": "+14155552671", "joins": True, "records": ["crm:7"]},
    ],
    "records": [
        {
            "key": "crm:7", "source": "crm", "recordId": "7", "name": "Anne Smith", "stub": False,
            "observedAt": "2026-01-01T09:00:00Z", "attributes": [{"name": "name", "value": "Anne Smith"}],
        },
        {
            "key": "shop:1", "source": "shop", "recordId": "1", "name": "Ann Smith", "stub": False,
            "observedAt": "2026-01-02T09:00:00Z",
            "attributes": [{"name": "city", "value": "Paris"}, {"name": "name", "value": "Ann Smith"}],
        },
    ],
    "timeline": {
        "edges": [
            {
                "node": {
                    "__typename": "Transaction", "key": "o1", "kind": "order", "channel": "store",
                    "occurredAt": "2026-01-07T09:00:00Z", "record": {"key": "shop:1"}, "about": [], "details": None,
                    "totalMinor": 5_000_000_000,
                    "lines": [
                        {
                            "product": {"key": "shop:tea", "name": "Tea"},
                            "quantity": 2.0, "priceMinor": 2_500_000_000, "details": {"tin": {"grams": 50}},
                        }
                    ],
                }
            },
            {
                "node": {
                    "__typename": "Interaction", "key": "v2", "kind": "review", "channel": "web",
                    "occurredAt": "2026-01-06T09:00:00Z", "record": {"key": "shop:1"},
                    "about": [{"type": "Product", "key": "shop:tea", "name": "Tea"}], "details": {"rating": 5},
                }
            },
        ],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False},
    },
    "transactions": {
        "nodes": [
            {
                "key": "o1", "number": "#1001", "status": "paid", "totalMinor": 5_000_000_000, "currency": "EUR",
                "lines": [{"product": {"key": "shop:tea"}, "quantity": 2.0}],
            }
        ]
    },
    "summary": {
        "events": 3, "orders": 1, "spend": [{"currency": "EUR", "totalMinor": 5_000_000_000}],
        "firstSeen": "2026-01-05T09:00:00Z", "lastSeen": "2026-01-07T09:00:00Z",
        "byKind": [
            {"kind": "order", "count": 1}, {"kind": "review", "count": 1}, {"kind": "support_call", "count": 1},
        ],
        "byChannel": [
            {"channel": "phone", "count": 1}, {"channel": "store", "count": 1}, {"channel": "web", "count": 1},
        ],
    },
}  # fmt: skip


async def test_whole_profile_in_one_query(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    before = store.statements
    answer = await graphql_answer(client, _QUERY, id=id)
    assert store.statements - before == 2
    assert "errors" not in answer
    profile = answer["data"]["profile"]
    cursor = profile["timeline"]["pageInfo"].pop("endCursor")
    assert [edge.pop("cursor") for edge in profile["timeline"]["edges"]][-1] == cursor
    assert profile == {"id": id, **_ANSWER}


async def test_removed_value_is_not_shown(store: Store, client: httpx.AsyncClient) -> None:
    await load(
        store,
        record("shop:1", _EMAIL, day="2026-01-01", name="Ann Smith", city="Paris"),
        record("crm:7", _EMAIL, day="2026-01-02", name="Ann Smith", city=REMOVED),
    )
    query = """query Removed($id: ID!) {
      profile(id: $id) { city: attribute(name: "city") { value } attributes { name } records { attributes { name } } }
    }"""
    answer = await graphql_answer(client, query, id=await profile_id(store, "crm:7"))
    assert answer["data"]["profile"] == {
        "city": None,
        "attributes": [{"name": "name"}],
        "records": [{"attributes": [{"name": "name"}]}, {"attributes": [{"name": "city"}, {"name": "name"}]}],
    }


async def test_several_customers_take_two_statements(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    await load(store, record("shop:2", ("email", "bob@shop.org")), did("b1", "shop:2", "2026-01-01"))
    before = store.statements
    answer = await graphql_answer(
        client,
        """query Two($id: ID!) {
          a: profile(id: $id) { ...p }
          b: profileBy(identifier: {type: "email", value: "bob@shop.org"}) { ...p }
        }
        fragment p on Profile {
          summary { firstSeen } timeline { nodes { key } }
          late: timeline(since: "2026-01-07T00:00:00Z") { nodes { key } }
        }""",
        id=id,
    )
    assert store.statements - before == 2
    assert answer["data"] == {
        "a": {
            "summary": {"firstSeen": "2026-01-05T09:00:00Z"},
            "timeline": {"nodes": [{"key": "o1"}, {"key": "v2"}, {"key": "v1"}]},
            "late": {"nodes": [{"key": "o1"}]},
        },
        "b": {
            "summary": {"firstSeen": "2026-01-01T09:00:00Z"},
            "timeline": {"nodes": [{"key": "b1"}]},
            "late": {"nodes": []},
        },
    }


async def test_former_id_costs_no_further_statement(store: Store, client: httpx.AsyncClient) -> None:
    first = await load_ann(store)
    await load(store, record("app:1", ("email", "a@app.org")))
    old = await profile_id(store, "app:1")
    await load(store, record("app:2", ("email", "a@app.org"), _EMAIL))
    before = store.statements
    answer = await graphql_answer(client, _QUERY, id=old)
    assert store.statements - before == 2
    assert (answer["data"]["profile"]["id"], answer["data"]["profile"]["formerIds"]) == (first, [old])


async def test_search_with_timelines_takes_three_statements(store: Store, client: httpx.AsyncClient) -> None:
    await load_ann(store)
    before = store.statements
    answer = await graphql_answer(
        client,
        """{ searchProfiles(text: "ann@shop.org") {
          edges { matchedBy node { name { value } timeline(first: 1) { nodes { key } } } } moreMatches
          pageInfo { hasNextPage }
        } }""",
    )
    assert store.statements - before == 3
    assert answer["data"]["searchProfiles"] == {
        "edges": [
            {
                "matchedBy": "identifier",
                "node": {"name": {"value": "Ann Smith"}, "timeline": {"nodes": [{"key": "o1"}]}},
            }
        ],
        "moreMatches": False,
        "pageInfo": {"hasNextPage": False},
    }


async def test_missing_objects_are_null(store: Store, client: httpx.AsyncClient) -> None:
    answer = await graphql_answer(
        client,
        """{ profile(id: "0192") { id } node(id: "0192") { id }
          profileBy(identifier: {type: "email", value: "nobody@x.org"}) { id }
          searchProfiles(text: "zzz") { nodes { id } } }""",
    )
    assert answer == {"data": {"profile": None, "node": None, "profileBy": None, "searchProfiles": {"nodes": []}}}


async def test_node_is_a_profile_or_a_run(store: Store, client: httpx.AsyncClient, run: LoadRun) -> None:
    id = await load_ann(store)
    answer = await graphql_answer(
        client,
        """query Nodes($id: ID!, $run: ID!) {
          a: node(id: $id) { __typename id ... on Profile { name { value } } }
          b: node(id: $run) { __typename id ... on LoadRun { loader read } }
        }""",
        id=id,
        run=run.id,
    )
    assert answer["data"] == {
        "a": {"__typename": "Profile", "id": id, "name": {"value": "Ann Smith"}},
        "b": {"__typename": "LoadRun", "id": run.id, "loader": "shopify-customers", "read": 0},
    }


async def test_load_runs_come_newest_first(store: Store, client: httpx.AsyncClient, run: LoadRun) -> None:
    query = """query($after: String) { loadRuns(first: 1, after: $after) {
      nodes { id files state finishedAt } pageInfo { hasNextPage endCursor }
    } }"""
    page = (await graphql_answer(client, query))["data"]["loadRuns"]
    cursor = page["pageInfo"].pop("endCursor")
    assert page == {
        "nodes": [{"id": run.id, "files": ["a.csv"], "state": "running", "finishedAt": None}],
        "pageInfo": {"hasNextPage": False},
    }
    assert (await graphql_answer(client, query, after=cursor))["data"]["loadRuns"]["nodes"] == []


_INVALID = {
    '{ profileBy(identifier: {type: "email", value: "no address"}) { id } }': "not of the form name@domain.tld",
    '{ profileBy(identifier: {type: "E Mail", value: "a@x.org"}) { id } }': "not an identifier type",
    '{ profileBy(identifier: {type: "phone", value: "12"}) { id } }': "digits",
    '{ profile(id: "1", view: "everything") { id } }': "choose one of commerce, full, marketing, support",
    '{ searchProfiles(text: " ") { nodes { id } } }': "blank",
    '{ searchProfiles(text: "ann", first: 0) { nodes { id } } }': "first must be from 1 to 100",
    '{ searchProfiles(text: "ann", after: "x") { nodes { id } } }': "cursor",
    '{ loadRuns(first: 1000) { nodes { id } } }': "first must be from 1 to 100",
    '{ loadRuns(after: "!") { nodes { id } } }': "cursor",
    '{ profile(id: "a\\u0000b") { id } }': "NUL",
}  # fmt: skip


async def test_wrong_input_says_what_is_wrong(store: Store, client: httpx.AsyncClient) -> None:
    for query, reason in _INVALID.items():
        code, message = await error_code(client, query)
        assert code == "INVALID_INPUT"
        assert reason in message


async def test_shared_identifier_is_a_conflict(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, *(record(f"shop:{n}", ("device_id", "tablet"), name=f"Kim {n}") for n in range(3)))
    query = '{ profileBy(identifier: {type: "device_id", value: "tablet"}) { id } }'
    code, message = await error_code(client, query)
    assert (code, message[:30]) == ("CONFLICT", "3 profiles share this identifi")
    (error,) = (await graphql_answer(client, query))["errors"]
    assert sorted(error["extensions"]["candidates"], key=itemgetter("name")) == [
        {"id": await profile_id(store, f"shop:{n}"), "name": f"Kim {n}", "records": [f"shop:{n}"]} for n in range(3)
    ]
