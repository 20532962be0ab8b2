"""Commands of a steward: each is carried out once, answered with its effect, or refused, on both engines."""

from typing import Any

import httpx
import pytest

from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship import undo_rules
from profile_service.store.engine.store import Store
from tests.rig.people import bought, did, load, profile_id, record
from tests.rig.rulings import ruled

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")
_EFFECT = """{
  profiles { id version locked lockedBy records { key } judgements { verdict left right actor reason retractedBy } }
  changes { kind profile others records note }
  judgements dryRun
}"""
_STORED = """{ profile(id: "%s") { id version formerIds locked records { key } } }"""


async def _answer(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


async def _command(client: httpx.AsyncClient, name: str, **input: Any) -> Any:
    """The effect of one mutation, with Ada as its actor."""
    type = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($input: {type}!) {{ {name}(input: $input) {_EFFECT} }}"
    answer = await _answer(client, query, input={"actor": "ada", **input})
    assert "errors" not in answer, answer
    return answer["data"][name]


async def _refusal(client: httpx.AsyncClient, name: str, **input: Any) -> tuple[str, str]:
    type = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($input: {type}!) {{ {name}(input: $input) {{ dryRun }} }}"
    (error,) = (await _answer(client, query, input={"actor": "ada", **input}))["errors"]
    return error["extensions"]["code"], error["message"]


async def _stored(client: httpx.AsyncClient, id: str) -> Any:
    return (await _answer(client, _STORED % id))["data"]["profile"]


def _keys(profiles: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {profile["id"]: [record["key"] for record in profile["records"]] for profile in profiles}


async def _two(store: Store) -> tuple[str, str]:
    """The ids of two customers who share nothing."""
    await load(store, record("shop:1", _EMAIL, name="Ann Smith"))
    await load(store, record("crm:7", ("email", "ann@home.org"), name="Ann Smith"))
    return await profile_id(store, "shop:1"), await profile_id(store, "crm:7")


async def test_proposed_merge_waits_for_its_answer(store: Store, client: httpx.AsyncClient) -> None:
    ann, other = await _two(store)
    query = "{ reviewQueue { nodes { id type value obstacle records proposedBy reason profiles { id } } } }"

    proposed = await _command(client, "proposeMerge", profiles=[ann, other], reason="same voice")
    (item,) = (await _answer(client, query))["data"]["reviewQueue"]["nodes"]

    assert [change["kind"] for change in proposed["changes"]] == ["JUDGED", "JUDGED"]
    decision = item["value"]
    assert item == {
        "id": f"proposal:{decision}", "type": "proposal", "value": decision, "obstacle": "PROPOSED",
        "records": ["shop:1", "crm:7"], "proposedBy": "ada", "reason": "same voice",
        "profiles": [{"id": ann}, {"id": other}],
    }  # fmt: skip
    accepted = await _command(client, "acceptReview", item=item["id"])
    assert _keys(accepted["profiles"]) == {ann: ["crm:7", "shop:1"]}
    assert (await _answer(client, query))["data"]["reviewQueue"]["nodes"] == []
    code, _ = await _refusal(client, "proposeMerge", profiles=[ann])
    assert code == "INVALID_INPUT"


async def test_judgement_splits_and_its_retraction_merges_again(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", _EMAIL), record("crm:7", _EMAIL))
    id = await profile_id(store, "shop:1")
    judged = await _command(
        client, "judge", left="shop:1", right="crm:7", verdict="NOT_SAME", reason="two people at one address"
    )
    (judgement,) = judged["judgements"]
    other = next(profile for profile in _keys(judged["profiles"]) if profile != id)
    assert sorted(_keys(judged["profiles"]).values()) == [["crm:7"], ["shop:1"]]
    assert [p["judgements"] for p in judged["profiles"]] == [
        [
            {
                "verdict": "NOT_SAME", "left": "crm:7", "right": "shop:1", "actor": "ada",
                "reason": "two people at one address", "retractedBy": None,
            }
        ]
    ] * 2  # fmt: skip
    assert {"kind": "JUDGED", "profile": id, "others": [], "records": [], "note": judgement} in judged["changes"]

    retracted = await _command(client, "retractJudgement", judgement=judgement)
    assert retracted["judgements"] == [judgement]
    assert _keys(retracted["profiles"]) == {id: ["crm:7", "shop:1"]}
    assert [judgement["retractedBy"] for judgement in retracted["profiles"][0]["judgements"]] == ["ada"]
    assert (await _stored(client, other))["formerIds"] == [other]


async def test_dry_run_shows_the_effect_and_changes_nothing(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    before = await _stored(client, first), await _stored(client, second)
    effect = await _command(client, "mergeProfiles", profiles=[first, second], dryRun=True)
    assert effect["dryRun"]
    assert _keys(effect["profiles"]) == {first: ["shop:1"], second: ["crm:7"]}
    assert [change for change in effect["changes"] if change["kind"] == "MERGED"] == [
        {"kind": "MERGED", "profile": first, "others": [second], "records": ["crm:7"], "note": None}
    ]
    assert (await _stored(client, first), await _stored(client, second)) == before


async def test_merge_says_despite_what(store: Store, client: httpx.AsyncClient) -> None:
    """Of two born in 1947 and in 1970; nothing of that is in the error's text."""
    await load(store, record("shop:1", _EMAIL, birth_date="1947-02-03", given_name="Ann"))
    await load(store, record("crm:7", ("email", "ann@home.org"), birth_date="1970-11-30", given_name="Ann"))
    both = [await profile_id(store, "shop:1"), await profile_id(store, "crm:7")]
    fields = "contradictions { kind left right leftValue rightValue more }"
    merge = f"mutation ($input: MergeProfilesInput!) {{ mergeProfiles(input: $input) {{ decision {fields} }} }}"
    wanted: dict[str, object] = {"kind": "BIRTH_DATES", "left": "shop:1", "right": "crm:7"}
    wanted |= {"leftValue": "1947-02-03", "rightValue": "1970-11-30", "more": 0}

    rehearsed = await _answer(client, merge, input={"actor": "ada", "profiles": both, "dryRun": True})
    assert rehearsed["data"]["mergeProfiles"] == {"decision": None, "contradictions": [wanted]}
    for despite in ([], ["GIVEN_NAMES"]):
        (error,) = (await _answer(client, merge, input={"actor": "ada", "profiles": both, "despite": despite}))[
            "errors"
        ]
        assert error["extensions"] == {"code": "CONTRADICTED", "contradictions": ["BIRTH_DATES"]}
        assert "their birth dates differ" in error["message"]
        assert "19" not in error["message"]

    input = {"actor": "ada", "reason": "her passport", "profiles": both, "despite": ["BIRTH_DATES"]}
    merged = (await _answer(client, merge, input=input))["data"]["mergeProfiles"]
    assert merged["contradictions"] == [wanted]
    history = await _answer(client, f'{{ history(profile: "{both[0]}") {{ nodes {{ sentence decision }} }} }}')
    (step,) = [step for step in history["data"]["history"]["nodes"] if " merged into " in step["sentence"]]
    assert step["sentence"].endswith("because: her passport (although their birth dates differ).")
    assert step["decision"] == merged["decision"]
    undo = "mutation ($input: UndoInput!) { undo(input: $input) { changes { note } profiles { id } } }"
    undone = (await _answer(client, undo, input={"actor": "ada", "decision": merged["decision"]}))["data"]["undo"]
    assert {change["note"] for change in undone["changes"]} == {f"undo {merged['decision']}"}
    assert {profile["id"] for profile in undone["profiles"]} == set(both)


async def test_accepted_review_says_despite_what(store: Store, client: httpx.AsyncClient) -> None:
    await _contested(store)
    fields = "contradictions { kind left right }"
    accept = f"mutation ($input: AcceptReviewInput!) {{ acceptReview(input: $input) {{ decision {fields} }} }}"
    input = {"actor": "ada", "item": "email:smiths@home.org"}
    wanted = [{"kind": "GIVEN_NAMES", "left": "shop:1", "right": "shop:2"}]

    rehearsed = await _answer(client, accept, input={**input, "dryRun": True})
    assert rehearsed["data"]["acceptReview"] == {"decision": None, "contradictions": wanted}
    (error,) = (await _answer(client, accept, input={**input, "despite": ["BIRTH_DATES"]}))["errors"]
    assert error["extensions"] == {"code": "CONTRADICTED", "contradictions": ["GIVEN_NAMES"]}
    assert len((await _answer(client, _QUEUE))["data"]["reviewQueue"]["nodes"]) == 2
    accepted = (await _answer(client, accept, input={**input, "despite": ["GIVEN_NAMES"]}))["data"]["acceptReview"]
    assert (bool(accepted["decision"]), accepted["contradictions"]) == (True, wanted)


async def test_merge_and_split_give_the_ids_back(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    merged = await _command(client, "mergeProfiles", profiles=[second, first])
    assert not merged["dryRun"]
    assert _keys(merged["profiles"]) == {first: ["crm:7", "shop:1"]}
    assert (await _stored(client, second))["id"] == first

    split = await _command(client, "splitProfile", profile=first, records=["crm:7"])
    assert _keys(split["profiles"]) == {first: ["shop:1"], second: ["crm:7"]}


async def test_records_leave_with_all_that_came_with_them(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    await load(store, record("app:3", ("email", "ann@home.org")))
    await _command(client, "mergeProfiles", profiles=[first, second])
    split = await _command(client, "splitProfile", profile=first, records=["app:3"], together=True)
    assert sorted(_keys(split["profiles"]).values()) == [["app:3", "crm:7"], ["shop:1"]]


async def test_command_under_one_key_is_done_once(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    merge: dict[str, Any] = {"profiles": [first, second], "idempotencyKey": "order-1"}
    once = await _command(client, "mergeProfiles", **merge)
    assert await _command(client, "mergeProfiles", **merge) == once
    code, _ = await _refusal(client, "mergeProfiles", **merge, reason="another one")
    assert code == "CONFLICT"


async def test_stale_version_is_a_conflict(store: Store, client: httpx.AsyncClient) -> None:
    first, _ = await _two(store)
    seen = (await _stored(client, first))["version"]
    expected = [{"profile": first, "version": seen}]
    await _command(client, "lockProfile", profile=first, expectedVersions=expected)
    code, message = await _refusal(client, "unlockProfile", profile=first, expectedVersions=expected)
    assert (code, f"not at {seen}" in message) == ("CONFLICT", True)
    assert (await _stored(client, first))["locked"]
    twice = [*expected, {"profile": first, "version": seen + 1}]
    assert (await _refusal(client, "unlockProfile", profile=first, expectedVersions=twice))[0] == "INVALID_INPUT"


async def test_locked_profile_takes_nobody_in(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    locked = await _command(client, "lockProfile", profile=first, reason="disputed")
    assert [(p["id"], p["locked"], p["lockedBy"]) for p in locked["profiles"]] == [(first, True, "ada")]
    assert (await _refusal(client, "mergeProfiles", profiles=[first, second]))[0] == "CONFLICT"
    unlocked = await _command(client, "unlockProfile", profile=first)
    assert [(p["locked"], p["lockedBy"]) for p in unlocked["profiles"]] == [(False, None)]


async def test_identifier_moves_from_record_to_record(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    moved = await _command(
        client,
        "moveIdentifier",
        identifier={"type": "email", "value": " Ann@HOME.org "},
        fromRecord="crm:7",
        toRecord="shop:1",
    )
    assert set(_keys(moved["profiles"])) == {first, second}
    query = """{
      profileBy(identifier: {type: "email", value: "ann@home.org"}) { id identifiers { value records } }
    }"""
    assert (await _answer(client, query))["data"]["profileBy"] == {
        "id": first,
        "identifiers": [
            {"value": "ann@home.org", "records": ["shop:1"]},
            {"value": "ann@shop.org", "records": ["shop:1"]},
        ],
    }


_TIMELINES = """{ profiles(ids: ["%s", "%s"]) { profile {
  summary { events } timeline(first: 5) { nodes { key record { key } movedFrom { record actor reason at decision } } }
} } }"""


async def test_event_moves_and_says_from_where(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    await load(store, bought("o1", "shop:1", "2026-01-02"), did("v1", "crm:7", "2026-01-03"))
    moved = await _command(client, "moveEvent", event="o1", record="crm:7", reason="not hers")
    note = "move event o1"
    assert set(_keys(moved["profiles"])) == {first, second}
    assert sorted((c["kind"], c["profile"], c["note"]) for c in moved["changes"]) == sorted(
        ("EVENTS", id, note) for id in (first, second)
    )
    statements = store.statements
    answer = await _answer(client, _TIMELINES % (first, second))
    hers, his = (each["profile"] for each in answer["data"]["profiles"])
    assert store.statements - statements == 3, "one more than without the moves"
    assert hers == {"summary": {"events": 0}, "timeline": {"nodes": []}}
    review, order = his["timeline"]["nodes"]
    assert review == {"key": "v1", "record": {"key": "crm:7"}, "movedFrom": None}
    move = order.pop("movedFrom")
    assert order == {"key": "o1", "record": {"key": "crm:7"}}
    assert (move["record"], move["actor"], move["reason"]) == ("shop:1", "ada", "not hers")
    await _command(client, "undo", decision=move["decision"])
    query = """{ event(key: "o1") { record { key } movedFrom { record } } }"""
    assert (await _answer(client, query))["data"]["event"] == {"record": {"key": "shop:1"}, "movedFrom": None}


async def test_several_commands_run_in_sequence(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await _two(store)
    answer = await _answer(
        client,
        """mutation($ids: [ID!]!, $first: ID!) {
          mergeProfiles(input: {actor: "ada", profiles: $ids}) { profiles { id } }
          lockProfile(input: {actor: "ada", profile: $first}) { profiles { id locked records { key } } }
        }""",
        ids=[first, second],
        first=second,
    )
    assert answer["data"] == {
        "mergeProfiles": {"profiles": [{"id": first}]},
        "lockProfile": {"profiles": [{"id": first, "locked": True, "records": [{"key": "crm:7"}, {"key": "shop:1"}]}]},
    }


_QUEUE = """query($first: Int, $after: String) { reviewQueue(first: $first, after: $after) {
  edges { cursor }
  nodes { id type value obstacle records profiles { id name { value } } }
  pageInfo { hasNextPage hasPreviousPage endCursor }
} }"""


async def _contested(store: Store) -> list[str]:
    """Two couples, each of which shares an e-mail."""
    await load(
        store,
        record("shop:1", ("email", "smiths@home.org"), name="Ann Smith"),
        record("shop:2", ("email", "smiths@home.org"), name="Robert Smith"),
        record("shop:3", ("email", "browns@home.org"), name="Mary Brown"),
        record("shop:4", ("email", "browns@home.org"), name="Oliver Brown"),
    )
    return [await profile_id(store, f"shop:{n}") for n in (1, 2, 3, 4)]


async def test_queue_shows_obstacle_and_profiles(store: Store, client: httpx.AsyncClient) -> None:
    ids = await _contested(store)
    before = store.statements
    first = (await _answer(client, _QUEUE, first=1))["data"]["reviewQueue"]
    assert store.statements - before == 2
    cursor = first["pageInfo"]["endCursor"]
    second = (await _answer(client, _QUEUE, first=1, after=cursor))["data"]["reviewQueue"]
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "endCursor": first["edges"][0]["cursor"],
    }
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    (browns,), (smiths,) = first["nodes"], second["nodes"]
    assert (browns["id"], smiths["id"]) == ("email:browns@home.org", "email:smiths@home.org")
    smiths["profiles"].sort(key=lambda profile: profile["name"]["value"])
    assert smiths == {
        "id": "email:smiths@home.org",
        "type": "email",
        "value": "smiths@home.org",
        "obstacle": "CONTRADICTION",
        "records": smiths["records"],
        "profiles": [
            {"id": ids[0], "name": {"value": "Ann Smith"}},
            {"id": ids[1], "name": {"value": "Robert Smith"}},
        ],
    }
    assert sorted(smiths["records"]) == ["shop:1", "shop:2"]
    profile = (await _answer(client, f'{{ profile(id: "{ids[0]}") {{ identifiers {{ contested }} }} }}'))["data"][
        "profile"
    ]
    assert profile == {"identifiers": [{"contested": True}]}


async def test_one_item_leads_on_in_the_queue(store: Store, client: httpx.AsyncClient) -> None:
    await _contested(store)
    query = "query($id: ID!) { reviewItem(id: $id) { cursor node { id obstacle } } }"
    waiting = (await _answer(client, _QUEUE))["data"]["reviewQueue"]["nodes"]
    edge = (await _answer(client, query, id=waiting[0]["id"]))["data"]["reviewItem"]
    following = (await _answer(client, _QUEUE, after=edge["cursor"]))["data"]["reviewQueue"]["nodes"]

    assert edge["node"] == {"id": "email:browns@home.org", "obstacle": "CONTRADICTION"}
    assert [item["id"] for item in following] == ["email:smiths@home.org"]
    assert (await _answer(client, query, id="phone:+14155550000"))["data"] == {"reviewItem": None}
    chosen = '{ reviewQueue(types: ["phone"], obstacles: [CONTRADICTION]) { nodes { id } } }'
    assert (await _answer(client, chosen))["data"]["reviewQueue"]["nodes"] == []


async def test_queue_is_shorter_after_each_decision(store: Store, client: httpx.AsyncClient) -> None:
    ids = await _contested(store)
    accepted = await _command(
        client, "acceptReview", item="email:smiths@home.org", reason="they are one", despite=["GIVEN_NAMES"]
    )
    assert _keys(accepted["profiles"]) == {ids[0]: ["shop:1", "shop:2"]}
    declined = await _command(client, "declineReview", item="email:browns@home.org")
    assert sorted(_keys(declined["profiles"]).values()) == [["shop:3"], ["shop:4"]]
    assert (await _answer(client, _QUEUE))["data"]["reviewQueue"]["nodes"] == []
    assert (await _refusal(client, "acceptReview", item="email:smiths@home.org"))[0] == "CONFLICT"


_INVALID: list[tuple[str, dict[str, Any], str]] = [
    ("judge", {"left": "shop:1", "right": "crm:99", "verdict": "SAME"}, "NOT_FOUND"),
    ("judge", {"left": "shop:1", "right": "shop:1", "verdict": "SAME"}, "INVALID_INPUT"),
    ("judge", {"left": "shop:1", "right": "crm:7", "verdict": "SAME", "score": 1.5}, "INVALID_INPUT"),
    ("judge", {"left": "shop:1", "right": "crm:7", "verdict": "PERHAPS"}, "BAD_REQUEST"),
    ("judge", {"left": "shop:1", "right": "crm:7", "verdict": "SAME", "actor": " "}, "INVALID_INPUT"),
    ("judge", {"left": "shop:1", "right": "crm:7", "verdict": "SAME", "reason": "a\0b"}, "INVALID_INPUT"),
    ("retractJudgement", {"judgement": "0192~shop:1"}, "NOT_FOUND"),
    ("mergeProfiles", {"profiles": ["0192"]}, "INVALID_INPUT"),
    ("mergeProfiles", {"profiles": ["0192", "0193"]}, "NOT_FOUND"),
    ("splitProfile", {"profile": "0192", "records": ["shop:1"]}, "NOT_FOUND"),
    ("lockProfile", {"profile": "0192"}, "NOT_FOUND"),
    ("moveEvent", {"event": "no:order:1", "record": "crm:7"}, "NOT_FOUND"),
    ("moveIdentifier", {"identifier": {"type": "email", "value": "none"}, "fromRecord": "crm:7"}, "INVALID_INPUT"),
    ("moveIdentifier", {"identifier": {"type": "email", "value": "a@b.org"}, "fromRecord": "no:1"}, "NOT_FOUND"),
]  # fmt: skip


async def test_invalid_commands_are_refused_with_a_code(store: Store, client: httpx.AsyncClient) -> None:
    await _two(store)
    refused = [(name, input, (await _refusal(client, name, **input))[0]) for name, input, _ in _INVALID]
    assert refused == _INVALID


async def test_get_never_changes_anything(store: Store, client: httpx.AsyncClient) -> None:
    id, _ = await _two(store)
    mutation = f'mutation M {{ lockProfile(input: {{actor: "ada", profile: "{id}"}}) {{ dryRun }} }}'
    for query in (mutation, f"query Q {{ __typename }} {mutation}"):
        response = await client.get("/graphql", params={"query": query, "operationName": "M"})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert not (await _stored(client, id))["locked"]


async def test_change_of_rules_is_undone_or_its_command_named(
    store: Store, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(store, *(record(f"till:{n}", _EMAIL) for n in range(3)))
    one = await profile_id(store, "till:0")
    changed = (await RulesApplication(store, "eve").apply(ruled(hub_cap="2"), "rules.yaml")).decision

    monkeypatch.setattr(undo_rules, "MOST_RECORDS", 2)
    query = "mutation ($input: UndoInput!) { undo(input: $input) { dryRun } }"
    (error,) = (await _answer(client, query, input={"decision": changed}))["errors"]
    monkeypatch.undo()
    rehearsed = await _command(client, "undo", decision=changed, dryRun=True)
    undone = await _command(client, "undo", decision=changed)

    command = f"profile-service identity undo {changed}"
    assert error["extensions"] == {"code": "TOO_LARGE", "command": command}
    assert (rehearsed["dryRun"], rehearsed["changes"]) == (True, undone["changes"])
    assert _keys(undone["profiles"]) == {one: ["till:0", "till:1", "till:2"]}
