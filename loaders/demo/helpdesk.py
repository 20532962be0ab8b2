"""The help desk's two exports: Zendesk users and tickets, one JSON object a line."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from loaders.demo.activities import Deed
from loaders.demo.form_entries import as_typed
from loaders.demo.noise import phone_form
from loaders.demo.people import TruePerson
from loaders.demo.population import Town
from loaders.demo.timestamps import zulu

Row = dict[str, Any]
_SITE = "https://househearth.example.com/api/v2"
_FIRST_USER = 114_094_000_101
_FLAGS = (
    ("active", "verified"),
    ("suspended", "shared", "shared_agent", "moderator", "chat_only", "permanently_deleted"),
)
_EMPTY = (
    "photo", "organization_id", "custom_role_id", "alias", "last_login_at", "signature", "details", "notes",
    "ticket_restriction", "default_group_id",
)  # fmt: skip


def users(town: Town) -> tuple[list[Row], dict[str, list[int]]]:
    """The users, and the user ids of each person; two agents are among them, who are no customers."""
    rng = town.stream("zendesk users")
    rows: list[Row] = []
    asked = {deed.who.id for deed in town.did("ticket")}
    ids: dict[str, list[int]] = {}
    for person in town.people:
        if person.id not in asked and rng.random() > 0.08:
            continue
        for account in range(2 if not person.role and rng.random() < 0.1 else 1):
            row = _user(rng, town, person, _FIRST_USER + 61 * len(rows))
            rows.append(row | ({"email": person.other_email, "phone": None} if account else {}))
            ids.setdefault(person.id, []).append(row["id"])
            town.truth.claim("zendesk", str(row["id"]), person)
    agents = [_agent(number) for number in range(2)]
    return agents + rows, ids


def numbers(town: Town) -> dict[str, int]:
    """The ticket number of each case."""
    return {deed.case: number for number, deed in enumerate(town.did("ticket"), 4101)}


def tickets(town: Town, users: dict[str, list[int]]) -> list[Row]:
    """The tickets in order of time, each by one of the requester's users."""
    rng, number = town.stream("zendesk tickets"), numbers(town)
    return [_ticket(rng, deed, number[deed.case], rng.choice(users[deed.who.id])) for deed in town.did("ticket")]


def _user(rng: Random, town: Town, person: TruePerson, id: int) -> Row:
    given, family, email = as_typed(rng, person)
    created = datetime(2017, 1, 1, tzinfo=UTC) - timedelta(minutes=rng.randrange(900 * 1440))
    shares = person.mobile is None
    phone = person.phone if rng.random() < 0.85 else phone_form(rng, person.phone)
    shop_id = person.customer if person.id in town.shoppers and rng.random() < 0.35 else None
    card = {"loyalty_number": str(person.household)} if person.holds_card and rng.random() < 0.25 else {}
    return _base(id, f"{given} {family}", email or None, zulu(created)) | {
        "phone": phone if person.role or rng.random() < 0.6 else None,
        "shared_phone_number": shares and rng.random() < 0.5,
        "external_id": shop_id,
        "user_fields": card,
    }


def _agent(number: int) -> Row:
    name, id = (("Dana Whitfield", "Luis Ferrer")[number]), _FIRST_USER - 200 + number
    email = f"{name.split()[0].lower()}@househearth.example.com"
    return _base(id, name, email, "2014-03-03T09:00:00Z") | {"role": "agent", "phone": None, "external_id": None}


def _base(id: int, name: str, email: str | None, created: str) -> Row:
    true, false = _FLAGS
    return {
        "id": id, "url": f"{_SITE}/users/{id}.json", "name": name, "email": email, "created_at": created,
        "updated_at": created, "time_zone": "Eastern Time (US & Canada)", "locale": "en-US", "locale_id": 1,
        "role": "end-user", "role_type": None, "tags": [], "two_factor_auth_enabled": None,
        "only_private_comments": False,
        "restricted_agent": True, "report_csv": False, "user_fields": {}, "shared_phone_number": False,
        **dict.fromkeys(true, True), **dict.fromkeys(false, False), **dict.fromkeys(_EMPTY),
    }  # fmt: skip


def _ticket(rng: Random, deed: Deed, id: int, requester: int) -> Row:
    about = deed.goods[0].title if deed.goods else "my account"
    subject = f"{deed.topic.capitalize()}: {about}"
    text = f"Hello, about my order of the {about}: {deed.topic}. What can be done?"
    score = rng.choices(("unoffered", "offered", "good", "bad"), (50, 20, 20, 10))[0]
    solved = deed.at + timedelta(hours=rng.randint(2, 240))
    return {
        "id": id, "url": f"{_SITE}/tickets/{id}.json", "external_id": None,
        "via": {"channel": deed.facts["channel"], "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": zulu(deed.at), "updated_at": zulu(solved), "generated_timestamp": int(solved.timestamp()),
        "type": "problem" if deed.who.role else rng.choice(("question", "problem", "incident")), "subject": subject,
        "raw_subject": subject, "description": text, "priority": rng.choice(("normal", "normal", "high", "low")),
        "status": "closed", "recipient": None, "requester_id": requester, "submitter_id": requester,
        "assignee_id": _FIRST_USER - 200 + rng.randrange(2), "organization_id": None, "group_id": 360001,
        "collaborator_ids": [], "follower_ids": [], "email_cc_ids": [], "forum_topic_id": None, "problem_id": None,
        "has_incidents": False, "is_public": True, "due_at": None, "tags": [deed.topic.replace(" ", "_")],
        "custom_fields": [{"id": 36000055, "value": deed.goods[0].sku if deed.goods else None}],
        "satisfaction_rating": {"score": score}, "sharing_agreement_ids": [], "followup_ids": [],
        "ticket_form_id": 36000011, "brand_id": 36000001, "allow_channelback": False, "allow_attachments": True,
    }  # fmt: skip
