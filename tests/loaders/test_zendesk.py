"""Zendesk users and tickets."""

from profile_service.domain.events import Interaction, Subject
from profile_service.domain.items import Item
from tests.loaders.reading import identifiers, items, load, records, rejects


def test_user_has_identifiers_and_attributes() -> None:
    zoe, other = records(load("zendesk-users", "zendesk_users.ndjson"))
    assert zoe.key == "zendesk:361000001"
    assert identifiers(zoe) == [
        "zendesk_user_id:361000001",
        "external_id:crm-77",
        "email:zoe@martin.example",
        "loyalty_id:208",
    ]
    assert (zoe.attributes["note"], zoe.attributes["language"]) == ("likes \U0001f600", "fr")
    assert (zoe.attributes["shoe_size"], zoe.attributes["tags"]) == ("38", "vip, emoji")
    assert zoe.observed_at == "2025-03-01T12:00:00.000000Z"
    assert identifiers(other) == ["zendesk_user_id:361000004", "phone:+4722123456"]
    assert other.attributes == {"name": "Phone Only", "suspended": "true"}


def test_shared_phone_is_no_identifier() -> None:
    zoe = records(load("zendesk-users", "zendesk_users.ndjson"))[0]
    assert zoe.attributes["shared_phone"] == "+33142685300"


def test_staff_is_read_and_says_nothing() -> None:
    assert load("zendesk-users", "zendesk_users.ndjson")[1] == Item(2)


def test_unfit_users_are_rejected_with_their_line() -> None:
    assert rejects(load("zendesk-users", "zendesk_users.ndjson")) == [
        (3, None, "the user was permanently deleted in the help desk and is not loaded"),
        (5, None, "the object holds a lone surrogate, which is no character"),
        (6, None, "the object holds NaN, which is no JSON number"),
        (7, None, "an integer in the object is beyond 64 bits"),
        (8, None, "the object has a field without a name"),
        (9, None, "the object is nested deeper than 30 levels"),
        (11, None, "the line is not JSON from column 22 on"),
        (12, None, "the line is JSON, but no object"),
        (13, None, "a number in the object is not finite"),
    ]


def test_tickets_are_interactions_of_their_requester() -> None:
    ticket, call = (item.events[0] for item in items(load("zendesk-tickets", "zendesk_tickets.ndjson")))
    assert ticket == Interaction(
        key="zendesk:ticket:4411",
        record="zendesk:361000001",
        kind="support_ticket",
        occurred_at="2025-05-01T10:00:00.000000Z",
        channel="web",
        task="support",
        direction="two-way",
        about=(Subject("Case", "zendesk:4411", "Zipper broke"),),
        details={
            "status": "open",
            "priority": "high",
            "type": "problem",
            "tags": ["tent"],
            "updated_at": "2025-05-02T10:00:00Z",
            "satisfaction": "good",
        },
    )
    assert (call.kind, call.channel, call.details) == ("support_call", "phone", {"status": "closed"})


def test_unfit_tickets_name_their_column() -> None:
    assert rejects(load("zendesk-tickets", "zendesk_tickets.ndjson")) == [
        (3, "requester_id", "requester_id is blank; the row cannot be loaded without it"),
        (4, "created_at", "created_at: the year 0001 is outside 1900 to 2200"),
    ]
