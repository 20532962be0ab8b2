"""The marketing view of somebody who withdrew consent: empty by every path, with the reason."""

import httpx
import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item
from profile_service.service.ingestion.ingest import ingest
from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import at, bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_SHOWN = """
  withheld { code reason } name { value } email { value } attributes { name } identifiers { value }
  records { key } timeline { nodes { key } } transactions { nodes { key } } journey { steps { event { key } } }
  summary { events orders firstSeen lastSeen byKind { kind } } consents { purpose status }
  context { sentiment { mood } value { orders } products { bought { key } } nextActions { name } }
"""
_NOTHING: dict[str, object] = {
    "name": None, "email": None, "attributes": [], "identifiers": [], "records": [], "timeline": {"nodes": []},
    "transactions": {"nodes": []}, "journey": {"steps": []},
    "summary": {"events": 0, "orders": 0, "firstSeen": None, "lastSeen": None, "byKind": []},
}  # fmt: skip


async def _lea(store: Store, status: ConsentStatus) -> str:
    consent = Consent("mail:1", "marketing", "email", status, at("2026-02-01"), "UNSUB_TIME")
    lea = record("mail:1", ("email", "lea@ohm.example"), name="Lea Ohm", city="Bern")
    await store.write(lambda tx: ingest(tx, [Item(2, (lea,), consents=(consent,))]))
    await load(store, bought("o1", "mail:1", "2026-01-04"), did("r1", "mail:1", "2026-01-05"))
    return await profile_id(store, "mail:1")


async def test_view_of_who_withdrew_is_empty_and_says_why(store: Store, client: httpx.AsyncClient) -> None:
    id = await _lea(store, ConsentStatus.WITHDRAWN)
    answer = await graphql_answer(client, f'{{ profile(id: "{id}", view: "marketing") {{ {_SHOWN} }} }}')
    profile = answer["data"]["profile"]
    assert profile["withheld"] == {
        "code": "CONSENT_WITHDRAWN", "reason": "consent to marketing by email was withdrawn on 2026-02-01",
    }  # fmt: skip
    assert {name: profile[name] for name in _NOTHING} == _NOTHING
    assert profile["consents"] == [{"purpose": "marketing", "status": "WITHDRAWN"}]
    assert profile["context"]["nextActions"] == []


@pytest.mark.parametrize(
    "path",
    [
        'profileBy(identifier: {type: "email", value: "lea@ohm.example"}) { PROFILE }',
        'node(id: "ID") { ... on Profile { PROFILE } }',
        'searchProfiles(text: "lea@ohm.example") { nodes { PROFILE } }',
    ],
    ids=["profileBy", "node", "search"],
)
async def test_no_path_shows_who_withdrew(store: Store, keyed: httpx.AsyncClient, path: str) -> None:
    id = await _lea(store, ConsentStatus.WITHDRAWN)
    query = path.replace("ID", id).replace(
        "PROFILE", "withheld { code } name { value } records { key } summary { events }"
    )
    answer = await keyed.post("/graphql", json={"query": f"{{ {query} }}"}, headers=await bearer(store, "analyst"))
    assert '{"withheld":{"code":"CONSENT_WITHDRAWN"},"name":null,"records":[],"summary":{"events":0}}' in answer.text


@pytest.mark.parametrize("status", [ConsentStatus.NOT_GRANTED, ConsentStatus.GRANTED])
async def test_view_of_who_withdrew_nothing_is_full(
    store: Store, client: httpx.AsyncClient, status: ConsentStatus
) -> None:
    id = await _lea(store, status)
    shown = "withheld { code } name { value } summary { events }"
    answer = await graphql_answer(client, f'{{ profile(id: "{id}", view: "marketing") {{ {shown} }} }}')
    assert answer["data"]["profile"] == {"withheld": None, "name": {"value": "Lea Ohm"}, "summary": {"events": 2}}


async def test_other_views_are_as_before(store: Store, client: httpx.AsyncClient) -> None:
    id = await _lea(store, ConsentStatus.WITHDRAWN)
    answer = await graphql_answer(
        client, f'{{ profile(id: "{id}", view: "support") {{ withheld {{ code }} name {{ value }} }} }}'
    )
    assert answer["data"]["profile"] == {"withheld": None, "name": {"value": "Lea Ohm"}}
