"""Contacts: who spoke with the customer about what, and what came of it; and what the customer had to ask again."""

from dataclasses import dataclass

from profile_service.domain.context import event_details
from profile_service.domain.context.conversations import Conversation
from profile_service.domain.context.history import History
from profile_service.domain.values.times import days_between

REPEAT_DAYS = 30
"""A contact about the same thing within so many days of the one before is a repeat contact."""


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

    @property
    def is_solved(self) -> bool:
        return event_details.is_open(self.outcome) is False


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
    repeats = filter(None, map(_repeat_contact, history.conversations))
    return sorted(repeats, key=lambda repeat: repeat.last_at, reverse=True)


def _repeat_contact(talk: Conversation) -> RepeatContact | None:
    """The latest contacts of a conversation that follow closely on one another; None where that is only one."""
    close = [talk.contacts[-1]]
    for event in reversed(talk.contacts[:-1]):
        if days_between(event.occurred_at, close[0].occurred_at) > REPEAT_DAYS:
            break
        close.insert(0, event)
    if len(close) < 2:
        return None
    first, last = close[0].occurred_at, close[-1].occurred_at
    return RepeatContact(
        topic=talk.topic,
        times=len(close),
        channels=tuple(dict.fromkeys(event.channel for event in close if event.channel)),
        first_at=first,
        last_at=last,
        solved=talk.is_open is False,
        reason=f"{len(close)} contacts about the same thing in {round(days_between(first, last))} days",
        evidence=tuple(event.key for event in close),
    )
