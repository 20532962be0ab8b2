"""Recent contacts, and what had to be asked again."""

from profile_service.domain.context.contacts import RepeatContact, recent_contacts, repeat_contacts
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
