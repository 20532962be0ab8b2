"""Whose a note is: a name is not enough, for two may have the same; a rotated key keeps its holder's notes."""

import httpx
import orjson
import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import access_keys, made_key
from tests.rig.graph import run
from tests.rig.people import load_ann
from tests.rig.users import made_user

pytestmark = pytest.mark.anyio
_RECORD = "mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { event } }"
_CORRECT = "mutation($input: CorrectInteractionInput!) { correctInteraction(input: $input) { decision } }"
_WITHDRAW = "mutation($input: WithdrawInteractionInput!) { withdrawInteraction(input: $input) { decision } }"


async def _ask(client: httpx.AsyncClient, query: str, headers: dict[str, str], **input: str) -> str:
    """The key of the event that is recorded or changed, or the code of the error."""
    sent = {"query": query, "variables": {"input": input}}
    answer = (await client.post("/graphql", json=sent, headers=headers)).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    (done,) = answer["data"].values()
    return str(done.get("event") or input["event"])


async def _ada(store: Store) -> tuple[str, dict[str, str]]:
    """The id of a new key of somebody called ada, and what is sent with it."""
    key, token = await made_key(store, "agent", name="ada")
    return key.id, {"authorization": f"Bearer {token.text}"}


async def test_another_of_the_same_name_may_not_change_a_note(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    (_, ada), (_, other) = await _ada(store), await _ada(store)
    note = await _ask(keyed, _RECORD, ada, profile=id, kind="note", text="Wants a green one")

    assert await _ask(keyed, _CORRECT, other, event=note, text="hers is mine") == "FORBIDDEN"
    assert await _ask(keyed, _WITHDRAW, other, event=note) == "FORBIDDEN"
    assert await _ask(keyed, _CORRECT, ada, event=note, text="Wants a blue one") == note
    assert await _ask(keyed, _CORRECT, other, event=note, text="hers is mine") == "FORBIDDEN", "it stays hers"
    assert await _ask(keyed, _WITHDRAW, ada, event=note) == note


async def test_user_and_key_of_one_name_are_two(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    _, ada = await _ada(store)
    await made_user(store)
    await log_in(keyed)
    note = await _ask(keyed, _RECORD, FROM_HERE, profile=id, kind="note", text="by the user")
    assert await _ask(keyed, _CORRECT, ada, event=note, text="by the key") == "FORBIDDEN"
    assert await _ask(keyed, _CORRECT, FROM_HERE, event=note, text="by the user again") == note


async def test_rotated_key_keeps_the_notes_of_its_holder(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    key, ada = await _ada(store)
    note = await _ask(keyed, _RECORD, ada, profile=id, kind="note", text="first")
    for text in ("second", "third"):
        rotated, token = await access_keys(store).rotate(key, "root", 7)
        key, ada = rotated.id, {"authorization": f"Bearer {token.text}"}
        assert await _ask(keyed, _CORRECT, ada, event=note, text=text) == note


async def test_name_decides_of_notes_without_an_identity(
    store: Store, address: Address, keyed: httpx.AsyncClient
) -> None:
    id = await load_ann(store)
    (_, ada), (_, other) = await _ada(store), await _ada(store)
    note = await _ask(keyed, _RECORD, ada, profile=id, kind="note", text="of an earlier version")
    run(address, "MATCH (e:Event {key: $key}) REMOVE e.writer", key=note)
    assert await _ask(keyed, _CORRECT, other, event=note, text="by name") == note
    _, ben = await made_key(store, "agent", name="ben")
    headers = {"authorization": f"Bearer {ben.text}"}
    assert await _ask(keyed, _CORRECT, headers, event=note, text="by another name") == "FORBIDDEN"


async def test_what_is_masked_for_who_corrects_a_note_stays_stored(
    store: Store, address: Address, keyed: httpx.AsyncClient
) -> None:
    id = await load_ann(store)
    _, ada = await _ada(store)
    written = "Ring +1 567 555 0105,\nor 415 555 2671"
    note = await _ask(keyed, _RECORD, ada, profile=id, kind="note", text=written, outcome="open")
    query = f'{{ event(key: "{note}") {{ details }} }}'
    answer = (await keyed.post("/graphql", json={"query": query}, headers=ada)).json()
    shown = answer["data"]["event"]["details"]["text"]
    assert shown == "Ring •••• 0105,\nor •••• 2671"

    def stored() -> tuple[str, str | None]:
        ((details,),) = run(address, "MATCH (e:Event {key: $key}) RETURN e.details", key=note)
        words = orjson.loads(details)
        return words.get("text"), words.get("outcome")

    sent = shown.replace("\n", "\r\n")
    assert await _ask(keyed, _CORRECT, ada, event=note, text=sent, outcome="solved") == note
    assert stored() == (written, "solved")
    assert await _ask(keyed, _CORRECT, ada, event=note, text=f"{shown} at noon") == "INVALID_INPUT"
    assert stored() == (written, "solved")
    assert await _ask(keyed, _CORRECT, ada, event=note, text="Ring at noon") == note
    assert stored() == ("Ring at noon", "solved")


async def test_who_wrote_a_note_is_kept_as_a_digest_that_nothing_shows(
    store: Store, address: Address, keyed: httpx.AsyncClient
) -> None:
    id = await load_ann(store)
    key, ada = await _ada(store)
    note = await _ask(keyed, _RECORD, ada, profile=id, kind="note", text="first")
    ((writer,),) = run(address, "MATCH (e:Event {key: $key}) RETURN e.writer", key=note)
    assert (len(writer), key in writer) == (32, False)
    query = f'{{ profile(id: "{id}") {{ timeline(first: 9) {{ nodes {{ key details }} }} }} }}'
    assert writer not in (await keyed.post("/graphql", json={"query": query}, headers=ada)).text
