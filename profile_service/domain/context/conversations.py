"""Conversations: contacts that are about one thing, whatever channels they came through."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from profile_service.domain.context import event_details
from profile_service.domain.sources.events import Event, SubjectLabel
from profile_service.domain.values.times import days_between

SAME_TOPIC_DAYS = 30
"""Contacts that share a topic, but neither a case nor a product, belong together within so many days."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """`contacts` oldest first, at least one. `is_open` is None where no source says; `latest_word`: the one that
    decided it."""

    contacts: tuple[Event, ...]
    topic: str
    is_open: bool | None
    latest_word: str


@dataclass(frozen=True, slots=True)
class _Contact:
    """A contact with all that decides which conversation it belongs to."""

    event: Event
    cases: frozenset[str]
    products: frozenset[str]
    topic: str

    def is_about_the_same(self, earlier: "_Contact") -> bool:
        """By a case; else by the topic, together with a product, or within SAME_TOPIC_DAYS where products do not tell
        them apart."""
        if self.cases & earlier.cases:
            return True
        if not self.topic or self.topic != earlier.topic:
            return False
        if self.products and earlier.products:
            return bool(self.products & earlier.products)
        return days_between(earlier.event.occurred_at, self.event.occurred_at) <= SAME_TOPIC_DAYS


def conversations(contacts: Iterable[Event], now: str) -> list[Conversation]:
    """The contacts by what they are about, the conversation with the latest contact first."""
    talks: list[list[_Contact]] = []
    for event in sorted(contacts, key=_position):
        contact = _contact(event)
        # A contact about two things makes one conversation of what was two.
        same = [talk for talk in talks if any(map(contact.is_about_the_same, talk))]
        talks = [talk for talk in talks if talk not in same]
        talks.append([*(earlier for talk in same for earlier in talk), contact])
    made = [_conversation([contact.event for contact in talk], now) for talk in talks]
    return sorted(made, key=lambda conversation: _position(conversation.contacts[-1]), reverse=True)


def _position(event: Event) -> tuple[str, str]:
    return event.occurred_at, event.key


def _contact(event: Event) -> _Contact:
    return _Contact(event, _keys(event, "Case"), _keys(event, "Product"), event_details.topic(event).casefold())


def _keys(event: Event, label: SubjectLabel) -> frozenset[str]:
    return frozenset(subject.key for subject in event_details.subjects(event, label))


def _conversation(events: Iterable[Event], now: str) -> Conversation:
    contacts = tuple(sorted(events, key=_position))
    statements = sorted(statement for event in contacts for statement in _statements(event, now))
    _, is_open, latest_word = statements[-1] if statements else ("", None, "")
    topics = [topic for event in contacts if (topic := event_details.topic(event))]
    return Conversation(contacts, topics[-1] if topics else "", is_open, latest_word)


def _statements(event: Event, now: str) -> Iterator[tuple[str, bool, str]]:
    """When a source stated whether the matter is open, whether it was, and the word. A status holds from the time of
    its last update on: before that the matter was open, whatever came of it later."""
    outcome, status = event_details.outcome(event), event_details.status(event)
    open_by_outcome, open_by_status = event_details.is_open(outcome), event_details.is_open(status)
    if open_by_outcome is not None:
        yield event.occurred_at, open_by_outcome, outcome
    if open_by_status is None:
        return
    updated = event_details.moment(event, "updated_at", "solved_at", "closed_at") or event.occurred_at
    if updated <= now:
        yield max(updated, event.occurred_at), open_by_status, status
    if updated > event.occurred_at and not outcome:
        yield event.occurred_at, True, "open"
