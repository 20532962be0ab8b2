"""Conversations: contacts that are about one thing, whatever channels they came through."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from profile_service.domain.context import event_details
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_between

SAME_TOPIC_DAYS = 30
"""Contacts that share a topic, but neither a case nor a product, belong together within so many days."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """`contacts` oldest first, at least one. `is_open` is None where no source says; `said`: the word that decided."""

    contacts: tuple[Event, ...]
    topic: str
    is_open: bool | None
    latest_word: str

    @property
    def channels(self) -> tuple[str, ...]:
        """In the order of first use."""
        return tuple(dict.fromkeys(event.channel for event in self.contacts if event.channel))

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(event.key for event in self.contacts)

    @property
    def longest_pause(self) -> float:
        """In days."""
        times = [event.occurred_at for event in self.contacts]
        return max((days_between(a, b) for a, b in pairwise(times)), default=0.0)


@dataclass(frozen=True, slots=True)
class _Contact:
    """What of an event says which conversation it belongs to."""

    event: Event
    cases: frozenset[str]
    products: frozenset[str]
    topic: str

    def belongs_with(self, other: "_Contact") -> bool:
        if self.cases & other.cases:
            return True
        if not self.topic or self.topic != other.topic:
            return False
        if self.products & other.products:
            return True
        apart = self.products and other.products
        return not apart and days_between(other.event.occurred_at, self.event.occurred_at) <= SAME_TOPIC_DAYS


def conversations(contacts: Iterable[Event], now: str) -> list[Conversation]:
    """The contacts grouped by what they are about, the conversation with the latest contact first."""
    groups: list[list[_Contact]] = []
    for event in sorted(contacts, key=_position):
        contact = _Contact(event, _keys(event, "Case"), _keys(event, "Product"), event_details.topic(event).casefold())
        akin = [group for group in groups if any(map(contact.belongs_with, group))]
        groups = [group for group in groups if group not in akin]
        groups.append([each for group in akin for each in group] + [contact])
    found = [_conversation(tuple(sorted((each.event for each in group), key=_position)), now) for group in groups]
    return sorted(found, key=lambda each: _position(each.contacts[-1]), reverse=True)


def _position(event: Event) -> tuple[str, str]:
    return event.occurred_at, event.key


def _keys(event: Event, label: str) -> frozenset[str]:
    return frozenset(subject.key for subject in event_details.about(event, label))


def _conversation(contacts: tuple[Event, ...], now: str) -> Conversation:
    standings = sorted(each for event in contacts for each in _standings(event, now))
    is_open, said = (standings[-1][1], standings[-1][2]) if standings else (None, "")
    topic = next((found for event in reversed(contacts) if (found := event_details.topic(event))), "")
    return Conversation(contacts, topic, is_open, said)


def _standings(event: Event, now: str) -> Iterator[tuple[str, bool, str]]:
    """When a source said that it is open or not. A status holds from the time of its last update on: before that
    the matter was open, whatever came of it later."""
    outcome, status = event_details.outcome(event), event_details.status(event)
    if (found := event_details.is_open(outcome)) is not None:
        yield event.occurred_at, found, outcome
    if (found := event_details.is_open(status)) is None:
        return
    updated = event_details.moment(event, "updated_at", "solved_at", "closed_at") or event.occurred_at
    if updated <= now:
        yield max(updated, event.occurred_at), found, status
    if updated > event.occurred_at and not outcome:
        yield event.occurred_at, True, "open"
