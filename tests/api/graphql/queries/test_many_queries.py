"""Many profiles in one request: each answered or with its code, in the order asked, in one round trip."""

import re

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.graphql_client import error_code, graphql_answer
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_BY_IDS = """query($ids: [ID!]!, $view: String) { profiles(ids: $ids, view: $view) {
  id code message profile { id view email { value } records { key } } } }"""
_BY_IDENTIFIERS = """query($who: [IdentifierInput!]!) { profilesBy(identifiers: $who) {
  identifier { type value } code profile { id name { value } } } }"""


async def test_each_id_is_answered_in_its_place(store: Store, client: httpx.AsyncClient) -> None:
    mail = ("email", "lea@dorf.example")
    await load(store, record("kasse:1", mail))
    await load(store, record("kasse:2", ("phone", "+41 44 668 18 00")), record("kasse:3"))
    former = await profile_id(store, "kasse:2")
    await load(store, record("kasse:2", ("phone", "+41 44 668 18 00"), mail))
    lea, third = await profile_id(store, "kasse:1"), await profile_id(store, "kasse:3")
    before = store.statements
    asked = [third, "nobody", former, lea, third, "x" * 600]
    answers = (await graphql_answer(client, _BY_IDS, ids=asked, view="support"))["data"]["profiles"]
    assert store.statements - before == 2, "one, and whether anybody was erased, for one id leads nowhere"
    assert [answer["id"] for answer in answers] == asked
    assert [answer["code"] for answer in answers] == [None, "NOT_FOUND", None, None, None, "INVALID_INPUT"]
    assert [answer["profile"] and answer["profile"]["id"] for answer in answers] == [third, None, lea, lea, third, None]
    assert answers[2]["profile"] == answers[3]["profile"]
    assert answers[2]["profile"]["email"] == {"value": "lea@dorf.example"}
    assert answers[2]["profile"]["view"] == "support"
    assert (answers[0]["message"], answers[1]["message"]) == (None, "there never was a profile with this id")


@pytest.mark.parametrize("more", [0, 40], ids=["few", "many"])
async def test_each_identifier_is_answered_in_its_place(store: Store, client: httpx.AsyncClient, more: int) -> None:
    """Few identifiers have a branch each in the statement, many share one."""
    shared = ("device_id", "kiosk")
    await load(store, record("kasse:1", ("email", "lea@dorf.example"), shared, name="Lea"), record("kasse:2", shared))
    await load(store, *(record(f"kasse:{n}", ("loyalty_id", f"K-{n}")) for n in range(10, 10 + more)))
    asked = [
        {"type": "email", "value": " LEA@Dorf.example"},
        {"type": "device_id", "value": "kiosk"},
        {"type": "email", "value": "no address"},
        {"type": "loyalty_id", "value": "none"},
        {"type": "email", "value": "lea@dorf.example"},
        *({"type": "loyalty_id", "value": f"K-{n}"} for n in range(10, 10 + more)),
    ]
    before = store.statements
    answers = (await graphql_answer(client, _BY_IDENTIFIERS, who=asked))["data"]["profilesBy"]
    assert store.statements - before == 1
    assert [answer["identifier"] for answer in answers] == asked
    lea = await profile_id(store, "kasse:1")
    assert [answer["code"] for answer in answers[:5]] == [None, "CONFLICT", "INVALID_INPUT", "NOT_FOUND", None]
    assert answers[0]["profile"] == answers[4]["profile"] == {"id": lea, "name": {"value": "Lea"}}
    assert [answer["profile"]["id"] for answer in answers[5:]] == [
        await profile_id(store, f"kasse:{n}") for n in range(10, 10 + more)
    ]


async def test_nobody_is_asked_for_at_no_cost(store: Store, client: httpx.AsyncClient) -> None:
    before = store.statements
    assert (await graphql_answer(client, _BY_IDS, ids=[]))["data"] == {"profiles": []}
    assert (await graphql_answer(client, _BY_IDENTIFIERS, who=[]))["data"] == {"profilesBy": []}
    assert store.statements == before


async def _statements(client: httpx.AsyncClient) -> int:
    """How many statements the application sent so far, also for dear questions, which have connections of their own."""
    counted = re.search(r"^profile_store_statements_total (\S+)$", (await client.get("/metrics")).text, re.MULTILINE)
    assert counted
    return int(float(counted[1]))


async def test_five_hundred_are_answered_and_more_refused(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, *(record(f"kasse:{n}", ("loyalty_id", f"K-{n}")) for n in range(500)))
    ids = [str(row["id"]) for row in await store.read("MATCH (p:Profile) RETURN p.id AS id")]
    query = "query($ids: [ID!]!) { profiles(ids: $ids) { id code profile { id name { value } email { value } } } }"
    before = await _statements(client)
    answers = (await graphql_answer(client, query, ids=ids))["data"]["profiles"]
    assert await _statements(client) - before == 1
    assert [answer["profile"]["id"] for answer in answers] == ids
    code, text = await error_code(client, query, ids=[*ids, ids[0]])
    assert (code, text) == ("TOO_LARGE", "ids has 501 entries, and 500 are allowed; ask for the rest by itself")


_GOLDEN = """id formerIds resolvedFrom version createdAt updatedAt locked lockedBy lockedAt view ...names
  email { value source record observedAt conflicting { value source record } }
  phone { value record conflicting { value } }"""
_NAMES = """fragment names on Profile { __typename withheld { reason }
  name { value conflicting { value } } attribute(name: "city") { value record } attributes { name value record } }"""


@pytest.mark.parametrize("view", ["support", "commerce", None])
async def test_golden_values_are_those_of_whole_profiles(
    store: Store, client: httpx.AsyncClient, view: str | None
) -> None:
    """Where nothing but golden values is selected less is read, and the answer is the same."""
    old, new = ("email", "mia@alt.example"), ("email", "mia@neu.example")
    await load(
        store, record("laden:1", old, ("phone", "+41 44 668 18 00"), name="Mia Frei", city="Chur", day="2026-01-01")
    )
    await load(store, record("laden:1", new, ("phone", "+41 44 668 18 00"), name="Mia Frei", city="", day="2026-02-01"))
    await load(store, record("kasse:1", old, ("loyalty_id", "K-1"), name="M. Frei", email_verified="yes"))
    await load(store, record("kasse:2", name="Ole Roth", city="Genf"), record("kasse:3", ("phone", "+41 44 668 18 01")))
    ids = [await profile_id(store, key) for key in ("laden:1", "kasse:1", "kasse:2", "kasse:3")]
    query = "query($ids: [ID!]!, $view: String) { profiles(ids: $ids, view: $view) { id profile { %s } } }" + _NAMES
    answers = [
        await graphql_answer(client, query % fields, ids=ids, view=view)
        for fields in (_GOLDEN, f"{_GOLDEN} records {{ key }}")
    ]
    golden, whole = (answer["data"]["profiles"] for answer in answers)
    for answer in whole:
        del answer["profile"]["records"]
    assert golden == whole
    assert golden[2]["profile"]["name"]["value"] == "Ole Roth"
