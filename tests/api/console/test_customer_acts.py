"""What is written on a customer's page is in the next read, and can be taken back."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from profile_service.domain.sources.events import Subject
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import bearer
from tests.rig.page_forms import forms_of
from tests.rig.people import did, load, load_ann, profile_id, record
from tests.rig.users import made_user

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_note_is_shown_corrected_and_withdrawn_with_its_history(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    form = {"text": "Wants a green one", "topic": "mixer", "outcome": "open", "key": "k1"}
    for _ in range(2):
        written = await client.post(f"/customer/{id}/note", data=form)
        assert (written.status_code, written.headers["location"]) == (303, f"/customer/{id}?said=noted#said")
    page = (await client.get(f"/customer/{id}?said=noted")).text
    assert page.count("Wants a green one") == 1, "sent twice, written once"
    said = page.index('<p id="said" class="notice" role="status" tabindex="-1">Your note is in the timeline.</p>')
    assert page.index('<section id="open"') < said < page.index('<section id="timeline"'), "beside what it is about"
    (path,) = re.findall(r'href="(/customer/[^"]+/note/[^"]+)"', page)

    assert "Wants a green one" in (await client.get(path)).text
    corrected = {"text": "Wants a blue one", "topic": "mixer", "reason": "misheard"}
    assert (await client.post(f"{path}/correct", data=corrected)).headers["location"].endswith("said=corrected#said")
    page = (await client.get(f"/customer/{id}")).text
    assert ("Wants a blue one" in page, "Wants a green one" in page) == (True, False)
    history = (await client.get(path)).text
    assert ("Wants a green one" in history, "misheard" in history) == (True, True)

    assert (await client.post(f"{path}/withdraw", data={"reason": "another customer"})).status_code == 303
    assert "Wants a blue one" not in (await client.get(f"/customer/{id}")).text
    history = (await client.get(path)).text
    assert ("This note was withdrawn" in history, "Wants a blue one" in history) == (True, True)


async def test_note_can_be_about_an_open_matter(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    ticket = did("t1", await _record_of(store, id), yesterday, "support_ticket")
    await load(store, replace(ticket, about=(Subject("Case", "desk:7", "Lid <broken>"),), details={"status": "open"}))
    page = (await client.get(f"/customer/{id}")).text
    assert re.search(r'<option value="t1">ticket: Lid &lt;broken&gt;, ', page)

    await client.post(f"/customer/{id}/note", data={"text": "Sent a lid.", "thread": "t1", "key": "k1"})

    page = (await client.get(f"/customer/{id}")).text
    assert re.search(r"the latest word on it is: open · last note [^·]* with ", page)


async def test_done_on_one_open_matter_leaves_the_other_to_be_done(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    day = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    for key, name in (("t1", "Lid broken"), ("t2", "Mug chipped")):
        ticket = did(key, await _record_of(store, id), day, "support_ticket")
        subject = Subject("Case", f"zendesk:{key}", name)
        await load(store, replace(ticket, about=(subject,), details={"status": "open"}))
    action, offered = f"/customer/{id}/answer", []
    page = (await client.get(f"/customer/{id}")).text
    while form := next((each for each in forms_of(page) if ("offer", "solve_what_is_open") in each.fields), None):
        offered.append(dict(form.fields)["thread"])
        done = await client.post(action, data={**dict(form.fields), "answer": "ACCEPTED"})
        assert done.status_code == 303, done.text
        page = (await client.get(done.headers["location"])).text
        said = page.index('<p id="said" class="notice" role="status" tabindex="-1">Your answer is noted')
        assert page.index('<section id="now"') < said < page.index('<section id="open"')
    assert sorted(offered) == ["t1", "t2"]


async def test_answer_to_an_action_that_is_not_declared_is_refused(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    refused = await client.post(f"/customer/{id}/answer", data={"offer": "no_such_offer", "answer": "ACCEPTED"})
    assert (refused.status_code, "There is no action of this name" in refused.text) == (400, True)


async def _record_of(store: Store, id: str) -> str:
    rows = await store.read("MATCH (r:SourceRecord)-[:OF]->(:Profile {id: $id}) RETURN min(r.key) AS key", id=id)
    return str(rows[0]["key"])


async def test_agents_change_their_own_notes_and_stewards_any(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    ada, ben = [await bearer(store, "agent", name=name) for name in ("ada", "ben")]
    steward = await bearer(store, "steward", name="stella")
    for text in ("first", "second"):
        await keyed.post(f"/customer/{id}/note", data={"text": text, "key": text}, headers=ada)
    pages = [(await keyed.get(f"/customer/{id}", headers=key)).text for key in (ada, ben, steward)]
    assert [len(set(re.findall(r'href="/customer/[^"]+/note/', page))) for page in pages] == [1, 0, 1]

    first, second = [f"/customer/{id}/note/desk:note:{text}" for text in ("first", "second")]
    page = (await keyed.get(first, headers=ben)).text
    assert ("first" in page, 'name="text"' in page, "/withdraw" in page) == (True, False, False)
    for act in ("correct", "withdraw"):
        refused = await keyed.post(f"{first}/{act}", data={"text": "mine"}, headers=ben)
        assert (refused.status_code, "to notes of its caller" in refused.text) == (403, True)
    page = (await keyed.get(first, headers=ada)).text
    assert ('name="text"' in page, "/withdraw" in page) == (True, True)
    acts = [
        (f"{first}/correct", {"text": "better"}, ada),
        (f"{first}/withdraw", {"reason": "wrong one"}, ada),
        (f"{second}/correct", {"text": "by stella"}, steward),
        (f"{second}/correct", {"text": "hers again"}, ada),
    ]
    assert [(await keyed.post(path, data=form, headers=key)).status_code for path, form, key in acts] == [303] * 4
    page = (await keyed.get(f"/customer/{id}", headers=ben)).text
    assert [text in page for text in ("better", "by stella", "hers again")] == [False, False, True]
    gone = await keyed.post(f"{first}/correct", data={"text": "x"}, headers=ada)
    assert (gone.status_code, "was withdrawn" in gone.text) == (404, True)


async def test_empty_note_is_refused_in_a_sentence(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    refused = await client.post(f"/customer/{id}/note", data={"text": " "})
    assert refused.status_code == 400
    assert "The note is empty; give it a text, a topic or an outcome." in refused.text


async def test_refused_correction_keeps_what_was_typed(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    await client.post(f"/customer/{id}/note", data={"text": "Wants a green one", "topic": "mixer", "key": "k1"})
    path = f"/customer/{id}/note/desk:note:k1"
    typed = {"text": "Wants a <blue> one", "topic": "b" * 201, "outcome": "open", "reason": "misheard"}
    refused = await client.post(f"{path}/correct", data=typed)
    assert (refused.status_code, "Not changed: The topic is longer than" in refused.text) == (400, True)
    correction, withdrawal = forms_of(refused.text)[-2:]
    kept = {name: typed[name] for name in ("topic", "outcome", "reason")}
    assert dict(correction.fields) | kept == dict(correction.fields)
    assert ("reason", "") in withdrawal.fields
    assert "Wants a &lt;blue&gt; one" in refused.text
    mended = dict(correction.fields) | {"topic": "blender", "text": typed["text"]}
    corrected = await client.post(f"{path}/correct", data=mended)
    assert corrected.status_code == 303
    assert "Wants a &lt;blue&gt; one" in (await client.get(f"/customer/{id}")).text


async def test_longest_note_fits_in_every_script(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    written = await client.post(f"/customer/{id}/note", data={"text": "茶" * 2_000, "key": "k1"})
    assert written.status_code == 303


async def test_form_that_is_too_large_is_refused_as_such(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    refused = await client.post(f"/customer/{id}/note", data={"text": "x" * 52_428_800})
    assert (refused.status_code, "The form is larger than 32 KB." in refused.text) == (413, True)
    assert refused.headers["connection"] == "close"
    assert (await client.post(f"/customer/{id}/propose", data={"reason": "x" * 9_000})).status_code == 413


async def test_refused_note_shows_what_was_typed(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    refused = await client.post(f"/customer/{id}/note", data={"text": "Call <back>", "thread": "no-such-thread"})
    assert (refused.status_code, "Call &lt;back&gt;</textarea>" in refused.text) == (404, True)
    empty = await client.post(f"/customer/{id}/note", data={"text": " "})
    assert (empty.status_code, "What you typed" in empty.text) == (400, False)


async def test_two_who_may_be_one_are_proposed_by_one_button(store: Store, keyed: httpx.AsyncClient) -> None:
    phone = ("phone", "(415) 555-2671")
    await load(store, record("shop:1", phone, given_name="Grace", family_name="Nakamura"))
    await load(store, record("crm:7", phone, given_name="Hannah", family_name="Ramírez"))
    id, other = [await profile_id(store, key) for key in ("shop:1", "crm:7")]
    agent = await bearer(store, "agent")
    page = (await keyed.get(f"/customer/{id}", headers=agent)).text
    assert f'action="/customer/{id}/propose"' in page
    assert f'name="other" value="{other}"' in page

    proposed = await keyed.post(f"/customer/{id}/propose", data={"other": other, "key": "p1"}, headers=agent)
    assert (proposed.status_code, proposed.headers["location"]) == (303, f"/customer/{id}?said=proposed#said")
    assert await profile_id(store, "crm:7") == other, "nothing is merged before somebody decides"


async def test_form_of_another_site_changes_nothing(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    await made_user(store)
    await log_in(keyed)
    for path in ("note", "answer", "propose", "reveal", "note/desk:x/correct", "note/desk:x/withdraw"):
        for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}, {"origin": "https://evil.example"}):
            refused = await keyed.post(f"/customer/{id}/{path}", data={"text": "x"}, headers=headers)
            assert refused.status_code == 403, (path, headers)
    without_referrer = FROM_HERE | {"origin": "null"}
    assert (await keyed.post(f"/customer/{id}/note", data={"text": "x"}, headers=without_referrer)).status_code == 303


async def test_role_that_changes_nothing_has_no_form(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    analyst = await bearer(store, "analyst")
    page = await keyed.get(f"/customer/{id}", headers=analyst)
    assert (page.status_code, '<form method="post" action="/customer' in page.text) == (200, False)
    refused = await keyed.post(f"/customer/{id}/note", data={"text": "x"}, headers=analyst)
    assert refused.status_code == 403
