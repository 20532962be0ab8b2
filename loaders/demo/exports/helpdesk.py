"""The help desk's two exports: Zendesk users and tickets, one JSON object a line."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from loaders.demo.exports.export_rows import JsonRow
from loaders.demo.exports.form_entries import typed_name_and_email
from loaders.demo.exports.noise import phone_variant
from loaders.demo.exports.timestamps import utc_time
from loaders.demo.population.activities import Activity
from loaders.demo.population.people import TruePerson
from loaders.demo.population.population import Population
from profile_service.domain.sources.events import Json

_SITE = "https://househearth.example.com/api/v2"
_FIRST_USER = 114_094_000_101
_FIRST_AGENT = _FIRST_USER - 200
_FIRST_TICKET = 4101
_SET_FLAGS = ("active", "verified")
_UNSET_FLAGS = ("suspended", "shared", "shared_agent", "moderator", "chat_only", "permanently_deleted")
_EMPTY = (
    "photo", "organization_id", "custom_role_id", "alias", "last_login_at", "signature", "details", "notes",
    "ticket_restriction", "default_group_id",
)  # fmt: skip


def users(population: Population) -> tuple[list[JsonRow], dict[str, list[int]]]:
    """The users, and the user ids of each person; two agents are among them, who are no customers."""
    rng = population.random_stream("zendesk users")
    rows: list[JsonRow] = []
    requesters = {activity.person.id for activity in population.activities_of("ticket")}
    ids: dict[str, list[int]] = {}
    for person in population.people:
        if person.id not in requesters and rng.random() > 0.08:
            continue
        for account in range(2 if not person.role and rng.random() < 0.1 else 1):
            id = _FIRST_USER + 61 * len(rows)
            second: JsonRow = {"email": person.other_email, "phone": None} if account else {}
            rows.append(_user(rng, population, person, id) | second)
            ids.setdefault(person.id, []).append(id)
            population.truth.assign("zendesk", str(id), person)
    agents = [_agent(number) for number in range(2)]
    return agents + rows, ids


def ticket_numbers(population: Population) -> dict[str, int]:
    """Case → the number of its ticket."""
    return {ticket.case: number for number, ticket in enumerate(population.activities_of("ticket"), _FIRST_TICKET)}


def tickets(population: Population, users: dict[str, list[int]]) -> list[JsonRow]:
    """The tickets in order of time, each by one of the requester's users."""
    rng, numbers = population.random_stream("zendesk tickets"), ticket_numbers(population)
    return [
        _ticket(rng, ticket, numbers[ticket.case], rng.choice(users[ticket.person.id])) | _origin(ticket, numbers)
        for ticket in population.activities_of("ticket")
    ]


def _user(rng: Random, population: Population, person: TruePerson, id: int) -> JsonRow:
    given, family, email = typed_name_and_email(rng, person)
    created_at = population.year - timedelta(minutes=rng.randrange(900 * 1440))
    shares_phone = person.mobile is None
    phone = person.phone if rng.random() < 0.85 else phone_variant(rng, person.phone)
    shop_id = person.customer if person.id in population.shoppers and rng.random() < 0.35 else None
    has_card = person.holds_card and rng.random() < 0.25
    return _account(id, f"{given} {family}", email or None, utc_time(created_at)) | {
        "phone": phone if person.role or rng.random() < 0.6 else None,
        "shared_phone_number": shares_phone and rng.random() < 0.5,
        "external_id": shop_id,
        "user_fields": {"loyalty_number": str(person.household)} if has_card else {},
    }


def _agent(number: int) -> JsonRow:
    name, id = (("Dana Whitfield", "Luis Ferrer")[number]), _FIRST_AGENT + number
    email = f"{name.split()[0].lower()}@househearth.example.com"
    return _account(id, name, email, "2014-03-03T09:00:00Z") | {"role": "agent", "phone": None, "external_id": None}


def _account(id: int, name: str, email: str | None, created_at: str) -> JsonRow:
    """The fields that customers and agents have."""
    return {
        "id": id, "url": f"{_SITE}/users/{id}.json", "name": name, "email": email, "created_at": created_at,
        "updated_at": created_at, "time_zone": "Eastern Time (US & Canada)", "locale": "en-US", "locale_id": 1,
        "role": "end-user", "role_type": None, "tags": [], "two_factor_auth_enabled": None,
        "only_private_comments": False,
        "restricted_agent": True, "report_csv": False, "user_fields": {}, "shared_phone_number": False,
        **dict.fromkeys(_SET_FLAGS, True), **dict.fromkeys(_UNSET_FLAGS, False), **dict.fromkeys(_EMPTY),
    }  # fmt: skip


def _origin(ticket: Activity, numbers: Mapping[str, int]) -> JsonRow:
    """The channel, and the closed ticket that was answered, where this one came of that."""
    earlier = numbers.get(str(ticket.details.get("follows")))
    source: Json = {"from": {}, "to": {}, "rel": None}
    if earlier is not None:
        source = {"from": {"ticket_id": earlier}, "to": {}, "rel": "follow_up"}
    return {"via": {"channel": ticket.details["channel"], "source": source}}


def _tags(ticket: Activity) -> list[Json]:
    """The topic, and a tag that the form gives to all tickets; those of the stories came another way."""
    return [ticket.topic.replace(" ", "_"), *([] if ticket.person.role else ["house_and_hearth"])]


def _ticket(rng: Random, ticket: Activity, id: int, requester: int) -> JsonRow:
    about = ticket.products[0].title if ticket.products else "my account"
    subject = f"{ticket.topic.capitalize()}: {about}"
    text = f"Hello, about my order of the {about}: {ticket.topic}. What can be done?"
    score = rng.choices(("unoffered", "offered", "good", "bad"), (50, 20, 20, 10))[0]
    solved_at = ticket.at + timedelta(hours=rng.randint(2, 240))
    return {
        "id": id, "url": f"{_SITE}/tickets/{id}.json", "external_id": None,
        "created_at": utc_time(ticket.at), "updated_at": utc_time(solved_at),
        "generated_timestamp": int(solved_at.timestamp()),
        "type": "problem" if ticket.person.role else rng.choice(("question", "problem", "incident")),
        "subject": subject, "raw_subject": subject, "description": text,
        "priority": rng.choice(("normal", "normal", "high", "low")),
        "status": ticket.details.get("status", "closed"), "recipient": None,
        "requester_id": requester, "submitter_id": requester,
        "assignee_id": _FIRST_AGENT + rng.randrange(2), "organization_id": None, "group_id": 360001,
        "collaborator_ids": [], "follower_ids": [], "email_cc_ids": [], "forum_topic_id": None, "problem_id": None,
        "has_incidents": False, "is_public": True, "due_at": None,
        "tags": _tags(ticket),
        "custom_fields": [{"id": 36000055, "value": ticket.products[0].sku if ticket.products else None}],
        "satisfaction_rating": {"score": score}, "sharing_agreement_ids": [], "followup_ids": [],
        "ticket_form_id": 36000011, "brand_id": 36000001, "allow_channelback": False, "allow_attachments": True,
    }  # fmt: skip
