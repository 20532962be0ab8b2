"""Recent contacts, and what had to be asked again."""

from dataclasses import replace

import pytest

from profile_service.domain.context.contacts import Contact, RepeatContact, recent_contacts, repeat_contacts
from profile_service.domain.sources.events import Event, Json, Subject
from tests.rig.open_matters import CASE, MUG, TEA, at, did, history


def test_contact_tells_agent_topic_and_outcome() -> None:
    call = did("c", "support_call", "2026-03-01", MUG, channel="phone", agent="Dana", topic="broken", outcome="Solved")
    chat = did("m", "chat", "2026-03-02", status="open", tags=["late_delivery"])
    contacts = recent_contacts(history("2026-03-03", call, chat))
    assert [(c.key, c.agent, c.topic, c.outcome) for c in contacts] == [
        ("m", "", "late delivery", "open"),
        ("c", "Dana", "broken", "solved"),
    ]


def test_contact_shows_no_outcome_that_came_later() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", status="solved", solved_at="2026-03-09T10:00:00Z")
    then, later = (recent_contacts(history(day, ticket))[0] for day in ("2026-03-05", "2026-03-10"))
    assert [(contact.outcome, contact.is_solved) for contact in (then, later)] == [("open", False), ("solved", True)]


def test_contact_has_the_tags_that_people_chose() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, tags=["web_widget", "vip", "Closed_by_Merge", "auto-reply"])
    assert [(c.topic, c.tags) for c in recent_contacts(history("2026-03-03", ticket))] == [("Mug broken", ("vip",))]


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
            tags=(),
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


def _ticket(key: str, day: str, subject: str, *about: Subject, **details: Json) -> Event:
    return did(
        key,
        "support_ticket",
        day,
        Subject("Case", f"desk:{key}", subject),
        *about,
        channel="web",
        device=None,
        **details,
    )


def _repeats(*events: Event) -> list[tuple[tuple[str, ...], bool]]:
    return [(each.evidence, each.solved) for each in repeat_contacts(history("2026-09-01", *events))]


def test_case_opened_anew_about_the_same_matter_is_a_repeat() -> None:
    first = _ticket("1", "2026-03-01", "Kettle leaks", status="solved")
    assert _repeats(first, _ticket("2", "2026-03-11", "RE: [4711] kettle  leaks!", status="solved")) == [
        (("1", "2"), True)
    ]
    assert _repeats(first, _ticket("2", "2026-03-11", "Kettle leaks", status="open")) == [(("1", "2"), False)]
    assert _repeats(first, did("c", "support_call", "2026-03-11", topic="kettle leaks")) == [(("1", "c"), True)]


def test_first_case_that_is_still_open_is_not_solved_by_the_second() -> None:
    first = _ticket("1", "2026-03-01", "Kettle leaks", status="open")
    assert _repeats(first, _ticket("2", "2026-03-05", "Kettle leaks", status="solved")) == [(("1", "2"), False)]


def test_cases_with_other_subjects_are_other_matters() -> None:
    tags: dict[str, Json] = {"tags": ["web_widget", "kettle"]}
    assert (
        _repeats(_ticket("1", "2026-03-01", "It leaks", **tags), _ticket("2", "2026-03-02", "Invoice?", **tags)) == []
    )


def test_same_subject_after_more_than_thirty_days_is_another_matter() -> None:
    first = _ticket("1", "2026-03-01", "Kettle leaks")
    assert _repeats(first, _ticket("2", "2026-03-31", "Kettle leaks")) == [(("1", "2"), False)]
    assert _repeats(first, _ticket("2", "2026-04-01", "Kettle leaks")) == []


def test_orders_and_products_tell_equal_subjects_apart() -> None:
    def asked(*about: tuple[str, str | Subject]) -> list[tuple[tuple[str, ...], bool]]:
        return _repeats(*(
            _ticket(key, f"2026-03-0{key}", "Order question", order=what)
            if isinstance(what, str)
            else _ticket(key, f"2026-03-0{key}", "Order question", what)
            for key, what in about
        ))  # fmt: skip

    assert asked(("1", "#1001"), ("2", "1002")) == []
    assert asked(("1", "#1001"), ("2", "1001")) == [(("1", "2"), False)]
    assert asked(("1", MUG), ("2", TEA)) == []
    assert asked(("1", MUG), ("2", MUG)) == [(("1", "2"), False)]
    assert asked(("1", "#1001"), ("2", MUG)) == [(("1", "2"), False)], "it may be the mug of that order"


@pytest.mark.parametrize(
    "subject",
    ["Voicemail", "Voicemail from: +1 614 555 0190", "Call with Caller +1 614", "Chat with Visitor 12", "(no subject)",
     "Frage", "Re: Question?", "Contact form", "Abandoned call from +44 20", ""],
)  # fmt: skip
def test_subject_that_says_nothing_joins_nothing(subject: str) -> None:
    assert _repeats(_ticket("1", "2026-03-01", subject), _ticket("2", "2026-03-02", subject)) == []
    calls = [did(key, "support_call", f"2026-03-0{key}", topic=subject) for key in "12"]
    assert _repeats(*calls) == []


def test_case_that_goes_on_with_another_is_the_same_matter() -> None:
    parent = _ticket("1", "2026-03-01", "Kitchen delivered wrong", status="open")
    child = _ticket("2", "2026-03-20", "Worktop scratched", status="closed", parent_case="1")
    assert _repeats(parent, child) == [(("1", "2"), False)]
