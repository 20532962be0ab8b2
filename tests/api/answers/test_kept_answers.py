"""Answers that are given again over HTTP: to whom, how long, and what is noted of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from profile_service.api.answers import answer_cache
from profile_service.api.gateway.admission import BASE_COST
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.privacy.restriction import lift_restriction, restrict
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.erasures import erased, erasing_store, ledger_in
from tests.rig.people import at, bought, did, load, profile_id, record
from tests.rig.users import made_user

pytestmark = pytest.mark.anyio
_QUERY = """
query ($email: String!) {
  profileBy(identifier: {type: "email", value: $email}) {
    id version name { value } identifiers { type value } records { key }
    timeline(first: 5) { nodes { key about { name } } } summary { orders }
  }
}"""
_ANN = {"email": "ann@shop.org"}


@pytest.fixture(autouse=True)
async def people(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann and Bo in the store; and answers are kept as soon as they may be."""
    monkeypatch.setattr(answer_cache, "SETTLED_SECONDS", 0.0)
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org"), name="Ann Lee"),
        record("shop:2", ("email", "bo@shop.org"), name="Bo Ray"),
        did("e1", "shop:1", "2026-03-04"),
    )


async def _ask(client: httpx.AsyncClient, **headers: str) -> Any:
    answer = await client.post("/graphql", json={"query": _QUERY, "variables": _ANN}, headers=headers)
    return (answer.json().get("data") or {}).get("profileBy") or answer


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


async def _given_again(client: httpx.AsyncClient) -> int:
    metrics = (await client.get("/metrics")).text
    return int(float(metrics.split("\nprofile_answers_given_again_total ")[1].split("\n")[0]))


async def test_third_answer_is_kept_and_the_fourth_given_again(client: httpx.AsyncClient, store: Store) -> None:
    answers, statements, given_again = [], [], []
    for _ in range(5):
        before = store.statements
        answers.append(await _ask(client))
        statements.append(store.statements - before)
        given_again.append(await _given_again(client))
    assert answers == [answers[0]] * 5
    assert given_again == [0, 0, 1, 2, 3]
    assert statements[1:] == [3, 1, 1, 1]


@pytest.mark.parametrize("change", ["event", "record", "product"])
async def test_change_is_in_the_next_answer(client: httpx.AsyncClient, store: Store, change: str) -> None:
    before = [await _ask(client) for _ in range(4)][-1]
    if change == "event":
        await load(store, bought("o1", "shop:1", "2026-05-05"))
    elif change == "record":
        await load(store, record("crm:1", ("email", "ann@shop.org"), name="Ann Lee", city="Ulm"))
    else:
        tea = Subject("Product", "shop:tea", "A tea")
        await load(store, Interaction("e9", "shop:2", "review", at("2026-05-05"), "web", about=(tea,)))
    after = await _ask(client)
    assert after != before
    assert await _ask(client) == after


async def test_address_that_several_hold_by_now_is_refused(client: httpx.AsyncClient, store: Store) -> None:
    await load(store, record("crm:1", ("email", "ann@shop.org"), name="Ann Lee"))
    for _ in range(4):
        assert (await _ask(client))["name"]
    await Stewardship(store).split(await profile_id(store, "crm:1"), ["crm:1"], StewardCommand("ada"))
    assert _code(await _ask(client)) == "CONFLICT"


async def test_nobody_is_shown_who_was_erased(
    store: Store, address: Address, keyed: httpx.AsyncClient, tmp_path: Path
) -> None:
    agent, ann = await bearer(store, "agent"), await profile_id(store, "shop:1")
    of_id = {"query": "query ($id: ID!) { profile(id: $id) { id name { value } } }", "variables": {"id": ann}}
    for _ in range(4):
        assert (await keyed.post("/graphql", json=of_id, headers=agent)).json()["data"]["profile"]
    erasing = erasing_store(address, store.engine, tmp_path)
    await erased(erasing, tmp_path, ann)
    await erasing.close()
    after = (await keyed.post("/graphql", json=of_id, headers=agent)).json()
    assert not (after.get("data") or {}).get("profile")


async def test_each_caller_gets_an_answer_of_their_own(store: Store, keyed: httpx.AsyncClient) -> None:
    agent, analyst = await bearer(store, "agent", name="ada"), await bearer(store, "analyst", name="ben")
    own = [[await _ask(keyed, **headers) for headers in (agent, analyst)] for _ in range(4)]
    assert own == [own[0]] * 4
    assert own[0][0] != own[0][1]
    assert "ann@shop.org" not in str(own[0][1])


async def test_each_look_is_in_the_audit(store: Store, keyed: httpx.AsyncClient) -> None:
    agent, officer = await bearer(store, "agent"), await bearer(store, "privacy_officer", name="officer")
    for _ in range(5):
        await _ask(keyed, **agent)
    ann = await profile_id(store, "shop:1")
    query = "query ($profile: ID) { auditTrail(profileId: $profile) { nodes { operation who view rows } } }"
    asked = {"query": query, "variables": {"profile": ann}}
    lines = (await keyed.post("/graphql", json=asked, headers=officer)).json()["data"]["auditTrail"]["nodes"]
    assert len([line for line in lines if line["operation"] == "profileBy"]) == 5
    assert {tuple(line.values()) for line in lines if line["operation"] == "profileBy"} == {
        ("profileBy", "ivo", lines[0]["view"], 1)
    }


async def test_get_is_told_that_nothing_has_changed(client: httpx.AsyncClient, store: Store) -> None:
    asked = {"query": _QUERY, "variables": orjson.dumps(_ANN).decode()}
    answer = [await client.get("/graphql", params=asked) for _ in range(3)][-1]
    tag = answer.headers["etag"]
    assert answer.headers["cache-control"] == "private, no-cache"
    before = store.statements
    same = await client.get("/graphql", params=asked, headers={"if-none-match": f'"other", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert store.statements == before + 1
    other = await client.get("/graphql", params=asked, headers={"if-none-match": '"other"'})
    assert (other.status_code, other.json()) == (200, answer.json())
    await load(store, bought("o1", "shop:1", "2026-05-05"))
    changed = await client.get("/graphql", params=asked, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.json()["data"]["profileBy"]["summary"]["orders"] == 1


async def test_browser_of_a_person_stores_nothing(store: Store, keyed: httpx.AsyncClient) -> None:
    await made_user(store)
    asked = {"query": _QUERY, "variables": orjson.dumps(_ANN).decode()}
    program = await bearer(store, "agent", name="till")
    await log_in(keyed)
    caching = []
    for headers in (FROM_HERE, program):
        answer = [await keyed.get("/graphql", params=asked, headers=headers) for _ in range(3)][-1]
        caching.append(("etag" in answer.headers, answer.headers["cache-control"]))
        keyed.cookies.clear()
    assert caching == [(True, "no-store"), (True, "private, no-cache")]


async def test_question_costs_the_same_when_its_answer_is_kept(store: Store) -> None:
    """Whoever asks too often is refused, whatever is kept for them. The allowance is of five questions, and one more a
    second."""
    question = {"query": _QUERY, "variables": _ANN}
    async with client_of(store) as client:
        told = await client.post("/graphql", json=question | {"extensions": {"cost": True}})
    cost = told.json()["extensions"]["cost"]["cost"] + BASE_COST
    async with client_of(store, replace(SETTINGS, allowance=60 * cost)) as client:
        answers = [await client.post("/graphql", json=question) for _ in range(5)]
        assert {answer.status_code for answer in answers} == {200}
        assert await _given_again(client) > 0
        refused = answers[0]
        while refused.status_code == 200:
            refused = await client.post("/graphql", json=question)
        assert (_code(refused), "retry-after" in refused.headers) == ("RATE_LIMITED", True)
        assert refused.json()["errors"][0]["extensions"]["cost"] == cost - BASE_COST


async def test_restriction_counts_at_once_and_until_it_is_lifted(
    store: Store, keyed: httpx.AsyncClient, tmp_path: Path
) -> None:
    agent = await bearer(store, "agent")
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann Lee"))
    for _ in range(4):
        assert (await _ask(keyed, **agent))["name"]
    ann, ledger = await profile_id(store, "shop:1"), ledger_in(tmp_path)
    await restrict(store, ledger, ann, "ada")
    assert _code(await _ask(keyed, **agent)) == "RESTRICTED"
    await lift_restriction(store, ledger, ann, "ada")
    assert (await _ask(keyed, **agent))["name"]
