"""Locks, judgements and identifiers of a profile, and whom an identifier finds, on both engines."""

from typing import Any

import httpx
import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run
from tests.rig.people import at, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_BY_ADA = StewardCommand("ada", "told by phone")
_PHONE = ("phone", "+14155552671")


async def _answer(client: httpx.AsyncClient, query: str) -> Any:
    answer = (await client.post("/graphql", json={"query": query})).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def test_lock_has_actor_and_time(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", _PHONE))
    id = await profile_id(store, "shop:1")
    query = f'{{ profile(id: "{id}") {{ locked lockedBy lockedAt }} }}'
    assert (await _answer(client, query))["profile"] == {"locked": False, "lockedBy": None, "lockedAt": None}
    await Stewardship(store).lock(id, _BY_ADA)
    locked = (await _answer(client, query))["profile"]
    assert (locked["locked"], locked["lockedBy"], locked["lockedAt"][:2]) == (True, "ada", "20")


async def test_judgements_cost_a_statement_if_there_are_any(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", _PHONE), record("crm:7"), did("v1", "shop:1", "2026-01-05"))
    id = await profile_id(store, "shop:1")
    query = f"""{{
      profile(id: "{id}") {{ judgements {{ id verdict left right actor reason score retractedAt }} }}
      again: profile(id: "{id}") {{ timeline {{ nodes {{ key }} }} judgements {{ id }} }}
    }}"""
    before = store.statements
    assert (await _answer(client, query))["profile"] == {"judgements": []}
    assert store.statements - before == 2
    judged = await Stewardship(store).judge("shop:1", "crm:7", Verdict.MAYBE, 0.5, _BY_ADA)
    before = store.statements
    answer = await _answer(client, query)
    assert store.statements - before == 3
    assert answer["profile"]["judgements"] == [
        {
            "id": judged.judgements[0], "verdict": "MAYBE", "left": "crm:7", "right": "shop:1", "actor": "ada",
            "reason": "told by phone", "score": 0.5, "retractedAt": None,
        }
    ]  # fmt: skip
    assert answer["again"] == {"timeline": {"nodes": [{"key": "v1"}]}, "judgements": [{"id": judged.judgements[0]}]}


async def test_phone_leads_to_its_current_holder_and_finds_who_states_it_still(
    store: Store, client: httpx.AsyncClient
) -> None:
    await load(store, record("shop:1", _PHONE, day="2024-01-01", name="Ann Smith"))
    await load(store, record("shop:2", _PHONE, day="2026-01-01", name="Robert Jones"))
    now, before = await profile_id(store, "shop:2"), await profile_id(store, "shop:1")
    answer = await _answer(
        client,
        f"""{{
          profileBy(identifier: {{type: "phone", value: "{_PHONE[1]}"}}) {{ id identifiers {{ endedAt }} }}
          profile(id: "{before}") {{ phone {{ value }} identifiers {{ type value endedAt }} }}
          byValue: searchProfiles(text: "{_PHONE[1]}") {{ nodes {{ id }} }}
          byStart: searchProfiles(text: "+1415555") {{ nodes {{ id }} }}
          byEnd: searchProfiles(text: "5552671") {{ nodes {{ id }} }}
          byKey: searchProfiles(text: "phone:{_PHONE[1]}") {{ nodes {{ id }} }}
        }}""",
    )
    assert answer.pop("profile") == {
        "phone": {"value": _PHONE[1]},
        "identifiers": [{"type": "phone", "value": _PHONE[1], "endedAt": "2026-01-01T09:00:00Z"}],
    }
    assert answer.pop("profileBy") == {"id": now, "identifiers": [{"endedAt": None}]}
    both = {"nodes": [{"id": now}, {"id": before}]}
    assert answer == dict.fromkeys(("byValue", "byStart", "byEnd", "byKey"), both)


async def test_moved_identifier_leaves_its_record(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", _PHONE, ("email", "ann@shop.org")))
    moved = record("shop:1", _PHONE).identifiers[0]
    await Stewardship(store).move_identifier(moved, "shop:1", None, _BY_ADA)
    answer = await _answer(
        client,
        f"""{{
          profileBy(identifier: {{type: "phone", value: "{_PHONE[1]}"}}) {{ id }}
          other: profileBy(identifier: {{type: "email", value: "ann@shop.org"}}) {{
            phone {{ value }} identifiers {{ type }} records {{ identifiers {{ type }} }}
          }}
        }}""",
    )
    assert answer == {
        "profileBy": None,
        "other": {
            "phone": None,
            "identifiers": [{"type": "email"}],
            "records": [{"identifiers": [{"type": "email"}]}],
        },
    }


_CANONICAL = """
MATCH (r:SourceRecord {key: 'shop:1'})
CREATE (r)-[:HAS {first_seen: $at, last_seen: $at}]->(:Identifier {key: $key, type: 'email_folded', value: $value})
"""


async def test_canonical_forms_are_not_shown(address: Address, store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", ("email", "ann.smith@gmail.com")))
    run(address, _CANONICAL, key="email_folded:annsmith@gmail.com", value="annsmith@gmail.com", at=at("2026-01-01"))
    answer = await _answer(
        client,
        """{ profileBy(identifier: {type: "email", value: "ann.smith@gmail.com"}) {
          email { value conflicting { value } } identifiers { type value } records { identifiers { type } }
        } }""",
    )
    assert answer["profileBy"] == {
        "email": {"value": "ann.smith@gmail.com", "conflicting": []},
        "identifiers": [{"type": "email", "value": "ann.smith@gmail.com"}],
        "records": [{"identifiers": [{"type": "email"}]}],
    }
