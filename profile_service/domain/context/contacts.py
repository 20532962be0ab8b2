"""Contacts: who of us spoke with the customer about what, and what came of it; and what they had to ask again."""

from dataclasses import dataclass

from profile_service.domain.context import event_details
from profile_service.domain.context.conversations import Conversation
from profile_service.domain.context.history import History
from profile_service.domain.values.times import days_between

REPEAT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Contact:
    """`agent`, `topic` and `outcome` as the source has them, empty where it says nothing."""

    key: str
    at: str
    kind: str
    channel: str | None
    direction: str | None
    agent: str
    topic: str
    outcome: str
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepeatContact:
    """`channels` in the order of first use. `solved`: the latest word was that it is done."""

    topic: str
    times: int
    channels: tuple[str, ...]
    first_at: str
    last_at: str
    solved: bool
    reason: str
    evidence: tuple[str, ...]


def recent_contacts(history: History) -> list[Contact]:
    """Newest first."""
    return [
        Contact(
            key=event.key,
            at=event.occurred_at,
            kind=event.kind,
            channel=event.channel,
            direction=event.direction,
            agent=event_details.text(event, "agent", "assignee", "handled_by"),
            topic=event_details.topic(event),
            outcome=event_details.outcome(event) or event_details.status(event),
            reason="a contact between us and the customer",
            evidence=(event.key,),
        )
        for event in history.contacts
    ]


def repeat_contacts(history: History) -> list[RepeatContact]:
    """Topics that took more than one contact, each within REPEAT_DAYS of the one before; the latest first.

    The complement of first contact resolution (FCR): an issue is resolved at first contact where the customer needs no
    further one about it, usually watched for 7 to 30 days (SQM Group, "First Call Resolution"; ICMI).
    """
    found = [each for talk in history.conversations for each in _repeats(talk)]
    return sorted(found, key=lambda each: each.last_at, reverse=True)


def _repeats(talk: Conversation) -> list[RepeatContact]:
    run = [talk.contacts[-1]]
    for event in reversed(talk.contacts[:-1]):
        if days_between(event.occurred_at, run[-1].occurred_at) > REPEAT_DAYS:
            break
        run.append(event)
    if len(run) < 2:
        return []
    channels = tuple(dict.fromkeys(event.channel for event in reversed(run) if event.channel))
    first, last = run[-1].occurred_at, run[0].occurred_at
    days = round(days_between(first, last))
    return [
        RepeatContact(
            topic=talk.topic,
            times=len(run),
            channels=channels,
            first_at=first,
            last_at=last,
            solved=talk.is_open is False,
            reason=f"{len(run)} contacts about the same thing in {days} days",
            evidence=tuple(event.key for event in reversed(run)),
        )
    ]
