"""Recent contacts, and what had to be asked again."""

from dataclasses import replace

from profile_service.domain.context.contacts import Contact, RepeatContact, recent_contacts, repeat_contacts
from tests.rig.open_matters import CASE, MUG, TEA, at, did, history


def test_contact_tells_agent_topic_and_outcome() -> None:
    call = did("c", "support_call", "2026-03-01", MUG, channel="phone", agent="Dana", topic="broken", outcome="Solved")
    chat = did("m", "chat", "2026-03-02", CASE, status="open", tags=["late_delivery"])
    contacts = recent_contacts(history("2026-03-03", call, chat))
    assert [(c.key, c.agent, c.topic, c.outcome) for c in contacts] == [
        ("m", "", "late delivery", "open"),
        ("c", "Dana", "broken", "solved"),
    ]


def test_three_contacts_about_one_thing_are_a_repeat() -> None:
    events = [
        did("t", "support_ticket", "2026-03-01", CASE),
        did("c1", "support_call", "2026-03-04", CASE, channel="phone", outcome="told to wait"),
        did("c2", "support_call", "2026-03-11", CASE, channel="phone", outcome="solved"),
        did("x", "support_call", "2026-03-05", TEA, channel="phone", topic="stale"),
    ]
    assert repeat_contacts(history("2026-03-12", *events)) == [
        RepeatContact(
            topic="Mug broken",
            times=3,
            channels=("web", "phone"),
            first_at=at("2026-03-01"),
            last_at=at("2026-03-11"),
            solved=True,
            reason="3 contacts about the same thing in 10 days",
            evidence=("t", "c1", "c2"),
        )
    ]


def test_contact_after_more_than_thirty_days_is_no_repeat() -> None:
    first = did("c1", "support_call", "2026-03-01", CASE)
    assert repeat_contacts(history("2026-05-01", first, did("c2", "support_call", "2026-04-01", CASE))) == []
    assert len(repeat_contacts(history("2026-05-01", first, did("c2", "support_call", "2026-03-31", CASE)))) == 1


def test_contact_is_told_as_its_source_has_it() -> None:
    call = replace(
        did("c", "video_call", "2026-03-01", CASE, channel="app", assignee="Dana", status="On_hold"),
        direction="two-way",
    )
    assert recent_contacts(history("2026-03-03", call)) == [
        Contact(
            key="c",
            at=at("2026-03-01"),
            kind="video_call",
            channel="app",
            direction="two-way",
            agent="Dana",
            topic="Mug broken",
            outcome="on hold",
            reason="a contact between us and the customer",
            evidence=("c",),
        )
    ]


def test_latest_repeat_comes_first() -> None:
    mugs = [did(f"m{n}", "support_call", f"2026-03-0{n}", CASE, channel=None) for n in (1, 3)]
    teas = [did(f"t{n}", "support_call", f"2026-03-0{n}", TEA, topic="stale", outcome="told to wait") for n in (2, 4)]
    found = repeat_contacts(history("2026-03-12", *mugs, *teas))
    assert [(each.topic, each.channels, each.solved) for each in found] == [
        ("stale", ("web",), False),
        ("Mug broken", (), False),
    ]


def test_only_the_latest_run_of_contacts_is_a_repeat() -> None:
    calls = [
        did(f"c{n}", "support_call", day, CASE) for n, day in enumerate(("2026-01-01", "2026-03-01", "2026-03-02"))
    ]
    (found,) = repeat_contacts(history("2026-03-12", *calls))
    assert (found.times, found.evidence, found.first_at) == (2, ("c1", "c2"), at("2026-03-01"))
