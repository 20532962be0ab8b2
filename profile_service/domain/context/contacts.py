"""Contacts: who spoke with the customer about what, and what came of it; and what the customer had to ask again."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from profile_service.domain.context import event_details
from profile_service.domain.context.conversations import Conversation, matters
from profile_service.domain.context.history import History
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.topics import chosen_tags, topic
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.ticket_states import leaves_open
from profile_service.domain.values.times import days_between

REPEAT_DAYS = 30
"""A contact about the same thing within so many days of the one before is a repeat contact."""


@dataclass(frozen=True, slots=True)
class Contact:
    """`agent`, `topic` and `outcome` as the source has them, empty where it says nothing. `tags`: those that a person
    chose."""

    key: str
    at: str
    kind: str
    channel: str | None
    direction: str | None
    agent: str
    topic: str
    tags: tuple[str, ...]
    outcome: str
    reason: str
    evidence: tuple[str, ...]

    @property
    def is_solved(self) -> bool:
        return leaves_open(self.outcome) is False


@dataclass(frozen=True, slots=True)
class RepeatContact:
    """`channels` in the order of first use. `solved`: a source says that it is done, and none that it is not."""

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
            topic=topic(event),
            tags=tuple(chosen_tags(event)),
            outcome=event_details.outcome_then(event, history.now),
            reason="what one of us wrote down" if history.is_note(event) else "a contact between us and the customer",
            evidence=(event.key,),
        )
        for event in history.contacts
    ]


def repeat_contacts(history: History) -> list[RepeatContact]:
    """Matters that took more than one contact, each within REPEAT_DAYS of the one before; the latest first.

    The complement of first contact resolution (FCR): an issue is resolved at first contact where the customer needs no
    further one about it, usually watched for 7 to 30 days (SQM Group, "First Call Resolution"; ICMI).
    """
    repeats = filter(None, map(_repeat_contact, matters(history.conversations)))
    return sorted(repeats, key=lambda repeat: (repeat.last_at, repeat.evidence), reverse=True)


def _repeat_contact(talks: Sequence[Conversation]) -> RepeatContact | None:
    """The latest contacts of a matter that follow closely on one another; None where that is only one."""
    contacts = {event.key: event for talk in talks for event in talk.contacts}
    close = _latest_run(sorted(contacts.values(), key=attrgetter("occurred_at", "key")))
    if len(close) < 2:
        return None
    first, last = close[0].occurred_at, close[-1].occurred_at
    states = [talk.is_open for talk in talks]
    return RepeatContact(
        topic=next((talk.topic for talk in talks if talk.topic), ""),
        times=len(close),
        channels=tuple(dict.fromkeys(event.channel for event in close if event.channel)),
        first_at=first,
        last_at=last,
        solved=False in states and True not in states,
        reason=f"{len(close)} contacts about the same thing in {counted(round(days_between(first, last)), 'day')}",
        evidence=tuple(event.key for event in close),
    )


def _latest_run(contacts: Sequence[Event]) -> list[Event]:
    run = [contacts[-1]]
    for event in reversed(contacts[:-1]):
        if days_between(event.occurred_at, run[0].occurred_at) > REPEAT_DAYS:
            break
        run.insert(0, event)
    return run
