"""One customer on the command line: looked up by any id or identifier, and what happened written down."""

import json

import pytest

from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.graph import nodes
from tests.rig.people import bought, did, load, profile_id, record
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio


async def _ann(store: Store) -> str:
    """The id of a customer of two sources, with an order and reviews."""
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org"), ("phone", "+1 415 555 2671"), day="2026-11-02", name="Ann Smith"),
        record("crm:7", ("email", "ann@shop.org"), ("loyalty_id", "L-7"), day="2026-11-01", name="A. Smith"),
        bought("o1", "shop:1", "2026-11-03", total=1_250, number="1001"),
        did("r1", "crm:7", "2026-11-04"),
        did("r2", "shop:1", "2026-11-05", channel=None),
    )
    return await profile_id(store, "shop:1")


async def test_a_customer_is_shown_by_any_name(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)

    shown = terminal.run("profile", "show", id)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        f"Ann Smith  ({id})",
        "    email  ann@shop.org  from shop:1",
        "    phone  +14155552671  from shop:1",
        "    2 records: crm:7, shop:1",
        "    1 order, 12.50 EUR; 3 events from 2026-11-03 to 2026-11-05",
        "Latest events:",
        "    2026-11-05 09:00:00  review  Tea",
        "    2026-11-04 09:00:00  review  web  Tea",
        "    2026-11-03 09:00:00  order  store  12.50 EUR",
    ]
    for asked in ("email:Ann@Shop.org", "ann@shop.org", "phone:+14155552671", "+1 (415) 555-2671", "loyalty_id:L-7"):
        assert terminal.run("profile", "show", asked).out == shown.out


async def test_products_are_recommended_with_their_reasons(store: Store, terminal: Terminal) -> None:
    days = [days_later(utc_now(), -ago)[:10] for ago in (31, 21, 11)]
    ann = record("shop:1", ("email", "ann@shop.org"), ("loyalty_id", "L-7"))
    await load(store, ann, *[bought(f"t{day}", "shop:1", day) for day in days])
    reason = f"bought 3 times, every 10 days, last on {days[-1]}"

    shown = terminal.run("profile", "recommend", "ann@shop.org")
    (line,) = terminal.run("profile", "recommend", "loyalty_id:L-7", "--json").out.splitlines()
    others = terminal.run("profile", "recommend", "ann@shop.org", "--kind", "goes_with", "--kind", "popular")

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines() == ["Tea  (shop:tea)", f"    due again, 1.00: {reason}"]
    (product,) = json.loads(line)["recommendations"]
    assert (product["product"], product["kind"]) == ({"key": "shop:tea", "name": "Tea"}, "due_again")
    assert (product["score"], product["reason"]) == (1.0, reason)
    assert product["evidence"] == [f"t{day}" for day in reversed(days)]
    assert others.out == "nothing to recommend\n"
    assert terminal.run("profile", "recommend", "nobody@shop.org").code == 1


async def test_who_may_be_the_same_is_shown(store: Store, terminal: Terminal) -> None:
    await load(store, record("shop:1", ("phone", "+33612345678"), name="Aylin Öz", birth_date="1980-03-05"))
    await load(store, record("desk:4", ("phone", "+33612345678"), name="Aylin Öz", birth_date="2011-12-24"))
    id, other = await profile_id(store, "shop:1"), await profile_id(store, "desk:4")

    lines = terminal.run("profile", "show", id).out.splitlines()
    data = json.loads(terminal.run("profile", "show", id, "--json").out)

    assert lines[-2:] == ["Perhaps also:", f"    Aylin Öz  ({other})  by phone +33612345678; their birth dates differ"]
    assert data["perhapsAlso"] == [
        {
            "profile": {"id": other, "name": "Aylin Öz"},
            "evidence": [
                {"kind": "IDENTIFIER", "type": "phone", "value": "+33612345678", "reason": None, "score": None}
            ],
            "keptApartBy": ["BIRTH_DATES"],
        }
    ]


async def test_an_old_id_leads_to_the_survivor(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)
    await load(store, record("shop:2", ("email", "ann@home.org"), name="Ann Smith"))
    old = await profile_id(store, "shop:2")
    await Stewardship(store).merge([id, old], StewardCommand("ada"))
    await Stewardship(store).lock(id, StewardCommand("ada"))

    lines = terminal.run("profile", "show", old).out.splitlines()
    data = json.loads(terminal.run("profile", "show", old, "--json").out)

    assert lines[0].endswith(f"({id})")
    assert f"    {old} is an old id of it" in lines
    assert [line for line in lines if line.startswith("    locked by ada since 20")] != []
    assert (data["id"], data["resolvedFrom"], data["formerIds"], data["lockedBy"]) == (id, old, [old], "ada")


async def test_events_are_shown_page_by_page(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)

    first = json.loads(terminal.run("profile", "show", id, "--first", "2", "--json").out)
    people = terminal.run("profile", "show", id, "--first", "2")
    second = json.loads(terminal.run("profile", "show", id, "--after", first["endCursor"], "--json").out)

    assert [[event["key"] for event in page["timeline"]] for page in (first, second)] == [["r2", "r1"], ["o1"]]
    assert (first["hasNextPage"], second["hasNextPage"]) == (True, False)
    assert people.err == f"There are more: add --after {first['endCursor']}\n"
    assert (first["name"]["value"], first["email"]["record"]) == ("Ann Smith", "shop:1")
    assert first["summary"] == {
        "events": 3, "orders": 1, "spend": [{"currency": "EUR", "totalMinor": 1_250}],
        "firstSeen": "2026-11-03T09:00:00.000000Z", "lastSeen": "2026-11-05T09:00:00.000000Z",
    }  # fmt: skip


async def test_a_view_hides_what_is_outside(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)

    full, marketing = (
        json.loads(terminal.run("profile", "show", id, *view, "--json").out) for view in ((), ("--view", "marketing"))
    )
    unknown = terminal.run("profile", "show", id, "--view", "nosuch")

    assert (full["view"], marketing["view"]) == ("full", "marketing")
    assert {"name", "email", "phone", "openThreads"} <= full.keys()
    assert full.keys() - marketing.keys() == {"phone", "openThreads"}
    assert (unknown.code, unknown.err.count("\n")) == (2, 1)


async def test_nobody_and_several_are_one_sentence(store: Store, terminal: Terminal) -> None:
    await load(store, record("shop:1", ("device_id", "d1")), record("shop:2", ("device_id", "d1"), name="Ida Falk"))

    for asked in ("nobody@shop.org", "0192", "+14155550000"):
        nobody = terminal.run("profile", "show", asked, "--json")
        assert (nobody.code, nobody.out) == (1, "")
        assert nobody.err == (
            "profile-service: no profile has this id or identifier; profile search finds names, numbers and records\n"
        )
    several = terminal.run("profile", "show", "device_id:d1")
    assert (several.code, several.out) == (2, "")
    *candidates, sentence = several.err.splitlines()
    ids = {name: await profile_id(store, key) for name, key in (("(no name)", "shop:1"), ("Ida Falk", "shop:2"))}
    assert sorted(candidates) == sorted(f"{name}  ({id})" for name, id in ids.items())
    assert sentence.startswith("profile-service: 2 profiles share this identifier; ")
    assert terminal.run("profile", "show", "06 12 34 56 78").err.startswith("profile-service: the phone is no number")


async def test_a_customer_is_searched_by_what_is_said_of_them(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)

    near = terminal.run("profile", "search", "Ann", "Smihtt")
    exact = terminal.run("profile", "search", "Annie Smith, order 1001", "--json")
    slip = terminal.run("profile", "search", "Ann Smiht")
    nobody = terminal.run("profile", "search", "Zacharias")

    assert (near.code, slip.out) == (1, f"Ann Smith  ({id})\n    near: name in shop:1\n")
    data = json.loads(exact.out)
    assert [(hit["id"], hit["name"], hit["matchedBy"], hit["matchesAll"]) for hit in data["hits"]] == [
        (id, "Ann Smith", "order", True)
    ]
    assert data["hasNextPage"] is False
    assert (nobody.code, nobody.err) == (1, "profile-service: no profile matches\n")


async def test_an_interaction_is_recorded_once_and_read_at_once(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)
    note = (
        "profile", "record", id, "support_call", "--topic", "a late parcel", "--outcome", "promised to call back",
        "--about", "case=zendesk:41", "--record", "crm:7", "--actor", "ada", "--reason", "she called",
    )  # fmt: skip

    tried = terminal.run(*note, "--dry-run")
    first = terminal.run(*note, "--key", "call-1")
    again = json.loads(terminal.run(*note, "--key", "call-1", "--json").out)
    shown = terminal.run("profile", "show", id).out.splitlines()

    assert (tried.code, tried.out) == (0, f"Would record an event of the kind support_call for {id}.\n")
    assert (first.code, first.out) == (0, f"Recorded desk:support_call:call-1 for {id}.\n")
    assert again == {"event": "desk:support_call:call-1", "profile": id, "dryRun": False}
    assert nodes(terminal.address, "Event", "key", "channel") >= {("desk:support_call:call-1", "phone")}
    assert len(nodes(terminal.address, "Event", "key")) == 4
    threads = shown[shown.index("Open threads:") + 1 :]
    assert threads[0].startswith("    ticket  a late parcel  since 20")
    assert "can go on by phone, " in threads[0]


async def test_words_of_a_note_are_shown_as_far_as_the_view_shows_them(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)
    text = "Asked for a call back at +1 415 555 9999 after nine.\n" + "It is about the blue kettle, and the lid. " * 4
    terminal.run("profile", "record", id, "note", "--topic", "kettle", "--text", text, "--outcome", "promised")
    terminal.run("profile", "record", id, "support_call", "--text", "No answer", "--channel", "phone")

    lines = terminal.run("profile", "show", id).out.splitlines()
    full, marketing, commerce = (
        json.loads(terminal.run("profile", "show", id, "--view", view, "--json").out)["timeline"]
        for view in ("full", "marketing", "commerce")
    )

    call, note = (line[25:] for line in lines[lines.index("Latest events:") + 1 :][:2])
    assert call == 'support_call  phone  "No answer"'
    assert note.endswith(
        'kettle: "Asked for a call back at +1 415 555 9999 after nine. It is about the blue kettle, and the lid. It is'
        ' about the blue …" (promised)'
    )
    assert [(event["topic"], event["outcome"], event["text"]) for event in full[:2]] == [
        (None, None, "No answer"), ("kettle", "promised", text.strip()),
    ]  # fmt: skip
    shown = [event["text"] for page in (marketing, commerce) for event in page if event["text"]]
    assert not any("9999" in words for words in shown)


async def test_note_names_the_open_thread_that_it_is_about(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)
    call = terminal.run("profile", "record", id, "support_call", "--outcome", "told to wait", "--key", "k1", "--json")
    thread = json.loads(call.out)["event"]
    note = terminal.run("profile", "record", id, "note", "--text", "Sent a lid.", "--thread", thread, "--json")
    shown = json.loads(terminal.run("profile", "show", id, "--json").out)["openThreads"]
    (evidence,) = [each["evidence"] for each in shown if each["key"] == thread]
    assert evidence == [thread, json.loads(note.out)["event"]]
    refused = terminal.run("profile", "record", id, "note", "--text", "x", "--thread", "desk:none")
    assert (refused.code, "the customer has no such thread" in refused.err) == (2, True)


async def test_an_answer_to_an_offer_takes_its_place_and_time(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)

    recorded = terminal.run(
        "profile", "record", id, "offer_answer", "--offer", "win_back", "--answer", "declined", "--channel", "chat",
        "--direction", "two-way", "--at", "2026-11-06 10:00", "--text", "not now", "--key", "o-1",
    )  # fmt: skip

    assert recorded.code == 0
    events = json.loads(terminal.run("profile", "show", id, "--first", "1", "--json").out)["timeline"]
    assert [(e["key"], e["kind"], e["channel"], e["occurredAt"]) for e in events] == [
        ("desk:offer_answer:o-1", "offer_answer", "chat", "2026-11-06T10:00:00.000000Z")
    ]


async def test_what_cannot_be_recorded_is_one_sentence(store: Store, terminal: Terminal) -> None:
    id = await _ann(store)
    for wrong, sentence in (
        (("order",), "a sale is not told but loaded"),
        (("note", "--about", "zendesk:41"), "--about takes product, coupon or case and a key"),
        (("note", "--offer", "win_back"), "the kind offer_answer, an offer and its answer go together"),
        (("note", "--at", "yesterday"), "not a time; expected a form such as"),
        (("note",), "the note is empty; give it a text, a topic or an outcome"),
        (("note", "--text", "called back", "--record", "shop:9"), "the profile has no such record"),
        (("note", "--text", "called back", "--expect", f"{id}=99"), f"profile {id} is at version "),
    ):
        refused = terminal.run("profile", "record", id, *wrong)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith(f"profile-service: {sentence}")
        assert refused.err.count("\n") == 1
    assert len(nodes(terminal.address, "Event", "key")) == 3
