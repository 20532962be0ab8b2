"""No question takes more than three statements: neither any form of search nor any of the main queries."""

from typing import Any

import pytest

from profile_service.api.graphql.schema import build_schema
from profile_service.api.types.values.request import Request
from profile_service.domain.sources.events import Interaction
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.people import at, bought, did, load, profile_id, record
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio

_MOST = 3
_TEXTS = [
    "ann@shop.org", "ann.smith@shop.org", "ann.smiht@shop.org", "ann.smith@shpo.org", "ann.smiht@", "ann", "@shop.org",
    "ann.smiht@shop.org bob.smiht@shop.org", "Smith ann.smiht@shop.org",
    "Ann Smith", "Smith, Ann", "Mrs Smith", "A. Smith", "Annie Smith", "Ann Smiht", "Smiht", "Nobody", "No Body Here",
    "Smith 46802", "Smiht 46802", "Ann 46802", "Smith from Fort Wayne", "Ann from Fort Wyane", "Ann, Mill Street",
    "12 Mill Street", "12 Mlil Street", "Smith, 12 Mill Street", "Ann Smith, born 14 Mar 1961",
    "佐藤花子", "김 서연",
    "+1 415 555 2671", "415-555-2671", "2671", "555 26", "Smith 2671", "415 999",
    "order 1001", "#1001", "#9999", "Smith, the lamp, order 1001", "ticket 918", "tracking 1Z999AA1", "payment pi-77",
    "loyalty card 208", "CMD-2026-0101", "n° CMD 2026 0101", "Smith, WEB/2026/0107",
    "ticket cv-509", "desk:ticket:cv-509", "loyalty_id:208", "shop:1", "0035g00000lGqcxAAC",
]  # fmt: skip
_SEARCH = """query($text: String!) { searchProfiles(text: $text) {
  edges { matchedBy near matches { kind value record } node { id name { value } records { key } } }
} }"""
_PROFILE = """
  id formerIds version name { value conflicting { value } } email { value } attributes { name value }
  identifiers { type value } records { key source } summary { events orders spend { totalMinor } }
  timeline(first: 5) { nodes { key kind about { key name } } }
  transactions(first: 5, status: "paid") { nodes { key number lines { product { key } } } }
"""
_CONTEXT = """
  context(channel: "phone") {
    openThreads { kind key } recentContacts(first: 3) { key } repeatContacts { topic } orders { number stage }
    sentiment { mood } preferences { channel { value } } value { frequency } risks { kind } promoter { kind }
    products { bought { key } due { key } } nextStep { kind }
  }
"""
_QUERIES = {
    "profile": f"query($id: ID!) {{ profile(id: $id) {{ {_PROFILE} }} }}",
    "profile of a former id": f"query($old: ID!) {{ profile(id: $old) {{ {_PROFILE} }} }}",
    "profileBy": f"""query {{
      profileBy(identifier: {{type: "email", value: "ann.smith@shop.org"}}) {{ {_PROFILE} }}
    }}""",
    "profiles": f"query($ids: [ID!]!) {{ profiles(ids: $ids) {{ profile {{ {_PROFILE} }} }} }}",
    "profilesBy": """query {
      profilesBy(identifiers: [{type: "email", value: "ann.smith@shop.org"}, {type: "loyalty_id", value: "208"}])
        { code profile { id name { value } } }
    }""",
    "context": f"query($id: ID!) {{ profile(id: $id) {{ {_CONTEXT} }} }}",
    "order": """query {
      order(number: "#1001") { stage parcels { number } events { key } profile { id name { value } } }
    }""",
    "event": """query {
      event(key: "desk:1") { key kind about { key } profile { id name { value } } }
    }""",
    "transactions": """query($id: ID!) {
      profile(id: $id) { transactions(number: "#1001", stage: IN_PREPARATION) { nodes { key stage } } }
    }""",
}


async def _statements(store: Store, query: str, **variables: Any) -> int:
    """How many statements the query takes, without a server, which would read the rules for itself."""
    before = store.statements
    request = Request("r", ProfileReader(store, None), Stewardship(store))
    answer = await build_schema().execute(query, variables, context_value=request)
    assert answer.errors is None, answer.errors
    return store.statements - before


async def _ann(store: Store) -> dict[str, Any]:
    """Ann, who is known twice and was two profiles, with an order, a ticket and others like her; ids as variables."""
    await load(
        store,
        record(
            "shop:1", ("email", "ann.smith@shop.org"), ("phone", "+14155552671"), ("loyalty_id", "208"),
            name="Ann Smith", city="Fort Wayne", postal_code="46802", street="12 Mill Street", birth_date="1961-03-14",
        ),
        record("crm:1", ("email", "ann@home.org"), name="Ann Smith"),
        record("crm:2", ("email", "bob.smith@shop.org"), name="Bob Smithers"),
        record("crm:3", name="佐藤 花子"),
        bought("shop:order:1001", "shop:1", "2026-01-01", number="#1001"),
        Interaction(
            "bank:1", "shop:1", "payment", at("2026-01-01"), details={"order_number": "#1001", "status": "received"}
        ),
        did("desk:1", "shop:1", "2026-01-02", "support_ticket"),
    )  # fmt: skip
    ids = [await profile_id(store, key) for key in ("shop:1", "crm:1", "crm:2")]
    survivor, old = sorted(ids[:2])
    await Stewardship(store).merge(ids[:2], command())
    return {"id": survivor, "old": old, "ids": ids}


async def test_no_form_of_search_takes_more(store: Store) -> None:
    await _ann(store)
    taken = {text: await _statements(store, _SEARCH, text=text) for text in _TEXTS}
    assert {text: count for text, count in taken.items() if count > _MOST} == {}
    assert (taken["shop:1"], taken["ann.smith@shop.org"], taken["ann.smiht@shop.org"]) == (2, 2, _MOST)


async def test_no_query_takes_more(store: Store) -> None:
    variables = await _ann(store)
    taken = {name: await _statements(store, query, **variables) for name, query in _QUERIES.items()}
    assert {name: count for name, count in taken.items() if count > _MOST} == {}
    assert taken["profilesBy"] == 1
