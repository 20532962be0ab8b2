"""Changes of who is the same person: a preview in words, then the change, then its undo."""

from collections import Counter

import httpx
import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import bearer
from tests.rig.dump import differences, dump
from tests.rig.page_forms import Fields, form_to, send
from tests.rig.people import bought, did, load, profile_id, record
from tests.rig.stewards import Clusters, clusters, clusters_in, judgements_in

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]

_MAIL, _PHONE = ("email", "ann@shop.org"), ("phone", "+14155552671")


async def _two(store: Store) -> tuple[str, str]:
    """Two customers with different birth dates; the younger one has an event."""
    await load(store, record("shop:1", _MAIL, name="Ann Lee", birth_date="1947-01-02"))
    await load(
        store, record("crm:7", _PHONE, name="Anne Lee", birth_date="1970-05-06"), did("v1", "crm:7", "2026-01-05")
    )
    return await profile_id(store, "shop:1"), await profile_id(store, "crm:7")


def _state(address: Address) -> Counter[str]:
    """All that is stored but what only history tells, with the judgements that hold."""
    judged = Counter(str(each[:3]) for each in judgements_in(address) if each[3])
    return dump(address, history=False, judgements=False) + judged


async def _previewed(client: httpx.AsyncClient, id: str, fields: Fields) -> tuple[str, Fields]:
    """The preview, and the fields of the form that confirms it."""
    response = await send(client, f"/customer/{id}/act", fields)
    assert response.status_code == 200, response.text
    return response.text, form_to(response.text, f"/customer/{id}/act").fields


async def _done(client: httpx.AsyncClient, id: str, fields: Fields) -> str:
    """The page after the form was confirmed."""
    response = await send(client, f"/customer/{id}/act", fields)
    assert response.status_code == 303, response.text
    return (await client.get(response.headers["location"], follow_redirects=True)).text


async def _undone(client: httpx.AsyncClient, id: str, page: str) -> str:
    """Follow the undo that the page offers for what was just done."""
    offered = form_to(page.partition('<header class="person">')[0], f"/customer/{id}/act", act="undo")
    _, confirm = await _previewed(client, id, offered.fields)
    return await _done(client, id, confirm)


async def test_merge_is_previewed_confirmed_and_undone(
    store: Store, client: httpx.AsyncClient, address: Address
) -> None:
    ann, anne = await _two(store)
    before = _state(address)
    merge = [("act", "merge"), ("other", anne)]

    preview, confirm = await _previewed(client, ann, merge)

    assert f"Keep Ann Lee (…{ann[-12:]})." in preview
    assert f"Anne Lee (…{anne[-12:]}) becomes a former id that leads there." in preview
    assert "1 record and 1 event move." in preview
    assert "Their birth dates differ: 1947-01-02, 1970-05-06." in preview
    assert differences(before, _state(address)) == []
    refused = await send(client, f"/customer/{ann}/act", [*confirm, ("reason", "she rang")])
    assert refused.status_code == 409
    assert ">she rang</textarea>" in refused.text
    blank = await send(client, f"/customer/{ann}/act", [*confirm, ("reason", " "), ("despite", "BIRTH_DATES")])
    assert (blank.status_code, "the reason is blank" in blank.text) == (422, True)
    assert 'value="BIRTH_DATES" required checked>' in blank.text, "what was ticked stays"
    assert differences(before, _state(address)) == []
    page = await _done(client, ann, [*confirm, ("reason", "she rang"), ("despite", "BIRTH_DATES")])
    assert "Done: merged customers, by local" in page
    assert "<q>she rang" in page
    assert clusters_in(address) == clusters("shop:1 crm:7")
    assert (await client.get(f"/customer/{anne}/identity")).headers["location"].startswith(f"/customer/{ann}/identity?")

    page = await _undone(client, ann, page)

    assert "Done: undid a decision" in page
    assert differences(before, _state(address)) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("act", "split"), ("record", "crm:7")], ("1 record leaves", clusters("shop:1", "crm:7"))),
        ([("act", "not_same"), ("record", "crm:7"), ("record", "shop:1")], ("leaves", clusters("shop:1", "crm:7"))),
        ([("act", "same"), ("left", "crm:7"), ("right", "shop:1")], ("No record moves.", clusters("shop:1 crm:7"))),
        ([("act", "lock")], ("No record joins or leaves", clusters("shop:1 crm:7"))),
        (
            [("act", "move_identifier"), ("type", "email"), ("value", "ann@shop.org"), ("from", "crm:7"), ("to", "")],
            ("leaves", clusters("shop:1", "crm:7")),
        ),
        ([("act", "move_event"), ("event", "v1"), ("to", "shop:1")], ("The events of", clusters("shop:1 crm:7"))),
    ],
    ids=["split", "not same", "same", "lock", "move identifier", "move event"],
)
async def test_each_act_says_what_it_would_do_and_can_be_undone(
    store: Store, client: httpx.AsyncClient, address: Address, fields: Fields, expected: tuple[str, Clusters]
) -> None:
    await load(
        store,
        record("shop:1", _MAIL, name="Ann"),
        record("crm:7", _MAIL, name="Ann"),
        bought("v1", "crm:7", "2026-01-05"),
        bought("v2", "shop:1", "2026-01-06"),
    )
    id = await profile_id(store, "shop:1")
    before = _state(address)

    sentence, after = expected
    preview, confirm = await _previewed(client, id, fields)
    assert sentence in preview
    page = await _done(client, id, confirm)
    assert "Done: " in page
    assert clusters_in(address) == after

    assert "Done: undid a decision" in await _undone(client, id, page)
    assert clusters_in(address) == clusters("shop:1 crm:7")
    assert differences(before, _state(address)) == []


async def test_form_that_is_not_complete_says_what_is_missing(store: Store, client: httpx.AsyncClient) -> None:
    ann, _ = await _two(store)
    incomplete = {
        "the other customer is missing": [("act", "merge")],
        "a split takes one record or more": [("act", "split")],
        "a judgement is about two records": [("act", "same"), ("record", "shop:1")],
        "there is no such form": [("act", "destroy")],
        "the event is missing": [("act", "move_event"), ("to", "shop:1")],
    }
    for sentence, fields in incomplete.items():
        response = await send(client, f"/customer/{ann}/act", fields)
        assert response.status_code == 400
        assert sentence in response.text.lower().replace("&#39;", "'")


async def test_what_changed_meanwhile_is_shown_anew_with_the_reason_kept(
    store: Store, client: httpx.AsyncClient, address: Address
) -> None:
    ann, anne = await _two(store)
    _, confirm = await _previewed(client, ann, [("act", "merge"), ("other", anne)])
    await load(store, record("web:3", _PHONE, name="Anne Lee"))

    stale = await send(client, f"/customer/{ann}/act", [*confirm, ("despite", "BIRTH_DATES"), ("reason", "same voice")])

    assert stale.status_code == 409
    assert "It was not done" in stale.text
    assert "2 records and 1 event move." in stale.text
    assert ">same voice</textarea>" in stale.text
    again = form_to(stale.text, f"/customer/{ann}/act").filled(reason="same voice")
    assert "Done: merged customers" in await _done(client, ann, again)
    assert clusters_in(address) == clusters("shop:1 crm:7 web:3")


async def test_nothing_is_done_for_those_who_may_not(store: Store, keyed: httpx.AsyncClient, address: Address) -> None:
    ann, anne = await _two(store)
    agent = await bearer(store, "agent")

    answers = [
        await send(keyed, f"/customer/{ann}/act", [*fields, ("confirm", "yes")], **agent)
        for fields in ([("act", "merge"), ("other", anne)], [("act", "lock")], [("act", "undo"), ("decision", "x")])
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert clusters_in(address) == clusters("shop:1", "crm:7")
