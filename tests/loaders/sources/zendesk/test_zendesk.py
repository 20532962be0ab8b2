"""Zendesk users, tickets and comments."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from loaders.registry import loader
from loaders.sources.zendesk.requesters import Requesters
from profile_service.domain.sources.events import Event, Interaction, Json, Subject
from profile_service.domain.sources.items import EventDeletion, Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.quality.dropped_cells import STAFF_ROW, DroppedCell
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from tests.loaders.entries import FIXTURES, identifiers, items, load, records, rejects


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


def test_verified_user_has_a_verified_email(tmp_path: Path) -> None:
    users = ('{"id": 1, "name": "Ann", "verified": true}', '{"id": 2, "name": "Bo", "verified": false}')
    path = tmp_path / "users.ndjson"
    path.write_text("\n".join(users), encoding="utf-8")
    assert [record.attributes.get("email_verified") for record in records(load("zendesk-users", path))] == [
        "true",
        None,
    ]


def test_staff_is_an_empty_item_that_says_so() -> None:
    assert load("zendesk-users", "zendesk_users.ndjson")[1] == Item(2, dropped=(DroppedCell(2, "", STAFF_ROW, ""),))


def test_users_deleted_for_good_are_deletions() -> None:
    entries = load("zendesk-users", "zendesk_users.ndjson")
    assert [entry for entry in items(entries) if entry.deletions] == [
        Item(3, deletions=(SourceDeletion("zendesk:361000003"),))
    ]


def test_inactive_users_keep_their_addresses_as_former_ones() -> None:
    entries = load("zendesk-users", "zendesk_users.ndjson")
    identifiers = Identifier("zendesk_user_id", "361000011"), Identifier("email", "old@martin.example")
    at = "2025-04-01T12:00:00.000000Z"
    assert [entry for entry in items(entries) if entry.merges] == [
        Item(14, merges=(SourceMerge("zendesk:361000011", None, "no longer active", at, identifiers),))
    ]


def test_flawed_users_are_rejected_with_their_line() -> None:
    assert rejects(load("zendesk-users", "zendesk_users.ndjson")) == [
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


@pytest.mark.parametrize("gone", ['"status": "deleted"', '"status": "closed", "tags": ["vip", "closed_by_merge"]'])
def test_deleted_or_merged_ticket_says_only_that_and_whose_it_was(tmp_path: Path, gone: str) -> None:
    ticket = f'{{"id": 9, "requester_id": 1, "created_at": "2025-05-01T10:00:00Z", "subject": "x", {gone}'
    (tmp_path / "tickets.ndjson").write_text(
        f'{ticket}, "updated_at": "2025-05-03T10:00:00Z"}}\n{ticket.replace("9", "8", 1)}}}\n'
    )
    (tmp_path / "users.ndjson").write_text('{"id": 2, "name": "Dana", "role": "agent"}\n')
    (tmp_path / "comments.ndjson").write_text(
        '{"id": 5, "ticket_id": 9, "author_id": 1, "created_at": "2025-05-01T10:00:00Z", "body": "x"}\n'
    )
    at = "2025-05-03T10:00:00.000000Z"
    merged = "merge" in gone
    assert items(load("zendesk-tickets", tmp_path / "tickets.ndjson")) == [
        Item(1, event_deletions=(EventDeletion("zendesk:ticket:9", at, *(("zendesk:1", "9") if merged else ())),)),
        Item(2, event_deletions=(EventDeletion("zendesk:ticket:8", None, *(("zendesk:1", "8") if merged else ())),)),
    ]
    (comment,) = items(load("zendesk-comments", tmp_path / "comments.ndjson"))
    assert comment == Item(1, event_deletions=(EventDeletion("zendesk:comment:5", at),))


def test_follow_up_names_the_closed_ticket(tmp_path: Path) -> None:
    def details(via: str) -> Mapping[str, Json]:
        row = f'{{"id": 9, "requester_id": 1, "created_at": "2025-05-01T10:00:00Z", "subject": "x", "via": {via}}}\n'
        (tmp_path / "tickets.ndjson").write_text(row)
        return items(load("zendesk-tickets", tmp_path / "tickets.ndjson"))[0].events[0].details

    follow_up = '{"channel": "web", "source": {"from": {"ticket_id": 7, "subject": "y"}, "to": {}, "rel": "follow_up"}}'
    assert details(follow_up) == {"parent_case": "7"}
    assert details(follow_up.replace("follow_up", "merge")) == {}
    assert details('{"source": {"rel": "follow_up", "from": null}}') == {}


def test_rejected_tickets_name_their_column() -> None:
    assert rejects(load("zendesk-tickets", "zendesk_tickets.ndjson")) == [
        (3, "requester_id", "requester_id is blank; the row cannot be loaded without it"),
        (4, "created_at", "created_at: the year 0001 is outside 1900 to 2200"),
    ]


def test_public_comment_is_its_writers_message() -> None:
    entries = items(load("zendesk-comments", "zendesk_comments.ndjson"))
    assert entries[0].events == (
        Interaction(
            key="zendesk:comment:9001",
            record="zendesk:361000001",
            kind="support_message",
            occurred_at="2025-05-01T10:00:00.000000Z",
            channel="web",
            task="support",
            direction="two-way",
            about=(Subject("Case", "zendesk:4411"),),
            details={"text": "The zipper broke."},
        ),
    )


def test_agents_comment_is_a_reply_to_the_requester() -> None:
    (reply,) = items(load("zendesk-comments", "zendesk_comments.ndjson"))[1].events
    assert (reply.record, reply.kind, reply.channel) == ("zendesk:361000001", "support_reply", "email")
    assert reply.about == (Subject("Case", "zendesk:4411"),)
    assert reply.details == {"text": "We send another.", "agent": "Agent Smith"}


def test_agents_comments_need_the_tickets_beside_them(tmp_path: Path) -> None:
    """They are empty items without the tickets, and where a ticket is not among them or has no requester."""
    for name in ("users", "comments"):
        (tmp_path / f"{name}.ndjson").write_bytes((FIXTURES / f"zendesk_{name}.ndjson").read_bytes())

    assert [event.kind for event in _events(tmp_path / "comments.ndjson")] == ["support_message"] * 2

    (tmp_path / "tickets.ndjson").write_text(
        '{"id": 9, "requester_id": 1}\n{"id": 4411, "requester_id": null}\n{"id": "99999999999999999999"}\nnot JSON\n'
    )
    assert [event.kind for event in _events(tmp_path / "comments.ndjson")] == ["support_message"] * 2


def test_the_later_of_two_rows_names_the_requester(tmp_path: Path) -> None:
    path = tmp_path / "tickets.ndjson"
    path.write_text("".join(f'{{"id": {id}, "requester_id": {user}}}\n' for id, user in [(7, 70), (5, 50), (7, 71)]))
    requesters = Requesters([tmp_path / "none.ndjson", path])

    assert [requesters.requester_of(ticket) for ticket in ("4", "5", "6", "7", "8")] == [None, "50", None, "71", None]


def test_private_comment_is_an_empty_item() -> None:
    assert load("zendesk-comments", "zendesk_comments.ndjson")[2] == Item(3)


def _events(comments: Path) -> list[Event]:
    return [event for item in items(list(loader("zendesk-comments").items(comments))) for event in item.events]


def test_comment_without_its_author_is_rejected() -> None:
    assert rejects(load("zendesk-comments", "zendesk_comments.ndjson")) == [
        (4, "author_id", "author_id is blank; the row cannot be loaded without it"),
        (6, "created_at", "created_at: not a time; expected a form such as 2025-10-07 09:50:26 +0200"),
    ]


def test_comment_of_an_unlisted_user_is_a_customers() -> None:
    assert items(load("zendesk-comments", "zendesk_comments.ndjson"))[3].events[0].record == "zendesk:361000099"


def test_comments_need_the_users_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "comments.ndjson"
    path.write_bytes((FIXTURES / "zendesk_comments.ndjson").read_bytes())
    with pytest.raises(InvalidInput) as caught:
        loader("zendesk-comments").inspect(path)
    assert str(caught.value) == (
        f"{path}: tells not who of its writers is staff; put the users' export beside it as users.ndjson"
    )
