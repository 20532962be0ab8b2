"""Conversations: contacts that are about one thing, whatever channels they came through.

A case is a conversation of its own. A topic joins contacts that name no case. Several conversations may be about the
same matter: for that their subjects must be the same, and no order or product may tell them apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from profile_service.domain.context import event_details
from profile_service.domain.context.event_details import OrderName
from profile_service.domain.sources.events import Event, SubjectLabel
from profile_service.domain.sources.topics import subject, subject_key, topic
from profile_service.domain.values.times import days_between

_LONGEST_MATTER = 100
SAME_TOPIC_DAYS = 30
"""Contacts that share a topic, but neither a case nor a product, belong together within so many days."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """`contacts` oldest first, at least one. `cases`: the case that it is, and those that it goes on with; empty
    without a case. `subject`: as it is compared with others. `is_open` is None where no source says; `latest_word`: the
    one that decided it. `touched_at`: the time of the last contact, or when a source last stated where the matter
    stands. `is_stated`: the word is the status that the source keeps, not what came of one contact."""

    contacts: tuple[Event, ...]
    cases: frozenset[str]
    topic: str
    subject: str
    is_open: bool | None
    latest_word: str
    touched_at: str
    is_stated: bool = False

    def is_same_matter(self, other: "Conversation") -> bool:
        """Whether one goes on with the other, or their subjects are the same within SAME_TOPIC_DAYS and neither
        orders nor products tell them apart."""
        if self.cases & other.cases:
            return True
        if not self.subject or self.subject != other.subject:
            return False
        ours, theirs = _union(map(_contact, self.contacts)), _union(map(_contact, other.contacts))
        if ours.differs_from(theirs):
            return False
        return ours.shares_products(theirs) or _days_apart(self.contacts, other.contacts) <= SAME_TOPIC_DAYS


@dataclass(frozen=True, slots=True)
class _Contact:
    """All that decides which contacts belong together where none of them names a case."""

    at: str
    subject: str
    orders: frozenset[OrderName]
    products: frozenset[str]

    def is_about_the_same(self, earlier: "_Contact") -> bool:
        if not self.subject or self.subject != earlier.subject or self.differs_from(earlier):
            return False
        return self.shares_products(earlier) or days_between(earlier.at, self.at) <= SAME_TOPIC_DAYS

    def shares_products(self, other: "_Contact") -> bool:
        return bool(self.products & other.products)

    def differs_from(self, other: "_Contact") -> bool:
        """Whether both name orders, or products, and none of them is the same."""
        if self.orders and other.orders and not event_details.share_orders(self.orders, other.orders):
            return True
        return bool(self.products and other.products and not self.products & other.products)


@dataclass(frozen=True, slots=True)
class ContactNames:
    """The names under which further contacts of some conversations are found: `cases`, the keys of cases; `matters`, as
    `matter` makes them."""

    cases: frozenset[str]
    matters: frozenset[str]

    def __sub__(self, other: "ContactNames") -> "ContactNames":
        return ContactNames(self.cases - other.cases, self.matters - other.matters)

    def __bool__(self) -> bool:
        return bool(self.cases or self.matters)


def matter(event: Event) -> str | None:
    """What a contact is about, as one text by which others about the same are found; None where only a case says.

    The number of the case, of several the first; of a contact that names no case its subject. Long ones are cut, so
    that what is found may be about something else.
    """
    is_of_case = any(subject.label == "Case" for subject in event.about)
    number = event_details.text(event, "number") if is_of_case else min(event_details.case_numbers(event), default="")
    if plain := event_details.plain_number(number):
        return _number_matter(plain)
    return None if is_of_case or event_details.case_names(event) else _subject_matter(event)


def contact_names(contacts: Iterable[Event], sources: Collection[str]) -> ContactNames:
    """The names of all that belongs to one conversation with any of the contacts. `sources`: those whose cases may be
    meant by a number."""
    cases: set[str] = set()
    matters: set[str] = set()
    for event in contacts:
        keys = _keys(event, "Case")
        written = event_details.case_numbers(event) if not keys else _case_numbers(event, keys)
        plain = frozenset(filter(None, map(event_details.plain_number, written)))
        cases |= keys | {f"{source}:{number}" for source in sources for number in {*written, *plain} if number}
        matters |= {_number_matter(number) for number in plain}
        if not event_details.case_names(event) and (subject := _subject_matter(event)):
            matters.add(subject)
    return ContactNames(frozenset(cases), frozenset(matters))


def conversations(contacts: Iterable[Event], now: str) -> list[Conversation]:
    """The contacts by what they are about, the conversation with the latest contact first. A contact that names two
    cases is in both."""
    ordered = sorted(contacts, key=_position)
    keys = _case_keys(ordered)
    by_case: dict[str, list[Event]] = defaultdict(list)
    caseless: list[Event] = []
    for event in ordered:
        cases = {keys.get(name, name) for name in event_details.case_names(event)}
        for case in cases:
            by_case[case].append(event)
        if not cases:
            caseless.append(event)
    made = [_case_conversation(case, events, keys, now) for case, events in by_case.items()]
    made += [_conversation(events, frozenset(), now) for events in _by_topic(caseless)]
    made.sort(key=lambda conversation: sorted(conversation.cases))
    return sorted(made, key=lambda conversation: _position(conversation.contacts[-1]), reverse=True)


def matters(talks: Sequence[Conversation]) -> list[list[Conversation]]:
    """The conversations by their matter, in the order in which they come."""
    same = {number: [number] for number in range(len(talks))}
    for one, other in combinations(range(len(talks)), 2):
        if same[one] is not same[other] and talks[one].is_same_matter(talks[other]):
            joined = sorted([*same[one], *same[other]])
            same.update(dict.fromkeys(joined, joined))
    return [[talks[number] for number in joined] for number, joined in same.items() if joined[0] == number]


def _position(event: Event) -> tuple[str, str]:
    return event.occurred_at, event.key


def _number_matter(plain_number: str) -> str:
    return f"number {plain_number}"[:_LONGEST_MATTER]


def _subject_matter(event: Event) -> str | None:
    named = subject_key(subject(event))
    return f"subject {named}"[:_LONGEST_MATTER] if named else None


def _case_numbers(event: Event, keys: Iterable[str]) -> frozenset[str]:
    """All by which people may call the cases that an event is about."""
    return frozenset({event_details.text(event, "number"), *keys, *(key.partition(":")[2] for key in keys)})


def _contact(event: Event) -> _Contact:
    named, products = subject_key(subject(event)), _keys(event, "Product")
    return _Contact(event.occurred_at, named, event_details.order_names(event), products)


def _keys(event: Event, label: SubjectLabel) -> frozenset[str]:
    return frozenset(subject.key for subject in event_details.subjects(event, label))


def _union(contacts: Iterable[_Contact]) -> _Contact:
    union = list(contacts)
    orders = frozenset[OrderName]().union(*(contact.orders for contact in union))
    products = frozenset[str]().union(*(contact.products for contact in union))
    return _Contact(union[-1].at, union[-1].subject, orders, products)


def _days_apart(ours: Sequence[Event], theirs: Sequence[Event]) -> float:
    return min(abs(days_between(one.occurred_at, other.occurred_at)) for one in ours for other in theirs)


def _case_keys(contacts: Iterable[Event]) -> Mapping[str, str]:
    """The number by which people name a case → its key, where only one of the customer's cases has that number."""
    numbered: dict[str, set[str]] = defaultdict(set)
    for event in contacts:
        for key in _keys(event, "Case"):
            for number in _case_numbers(event, [key]):
                numbered[event_details.plain_number(number)].add(key)
    return {number: min(keys) for number, keys in numbered.items() if number and len(keys) == 1}


def _by_topic(contacts: Iterable[Event]) -> list[list[Event]]:
    """Contacts that name no case, oldest first, by what they are about."""
    talks: list[list[Event]] = []
    for event in contacts:
        contact = _contact(event)
        # A contact about two things makes one conversation of what was two.
        same = [talk for talk in talks if any(contact.is_about_the_same(_contact(earlier)) for earlier in talk)]
        talks = [talk for talk in talks if talk not in same]
        talks.append(sorted([*(earlier for talk in same for earlier in talk), event], key=_position))
    return talks


def _case_conversation(case: str, events: Sequence[Event], keys: Mapping[str, str], now: str) -> Conversation:
    earlier = {keys.get(name, name) for event in events for name in event_details.earlier_cases(event)}
    names = [about.name for event in events for about in event_details.subjects(event, "Case") if about.key == case]
    return _conversation(events, frozenset({case, *earlier}), now, name=max(names, default=""))


def _conversation(events: Sequence[Event], cases: frozenset[str], now: str, *, name: str = "") -> Conversation:
    """The latest word decides whether it is open, whoever said it. Without a name the latest topic is its topic."""
    statements = sorted(statement for event in events for statement in event_details.statements(event, now))
    latest = statements[-1] if statements else None
    topics = [words for event in events if (words := topic(event))] or [""]
    subjects = [words for event in events if (words := subject(event))] or [""]
    touched_at = max([events[-1].occurred_at, *(statement.at for statement in statements)])
    named, compared = name or topics[-1], subject_key(name or subjects[-1])
    if latest is None:
        return Conversation(tuple(events), cases, named, compared, None, "", touched_at)
    return Conversation(
        tuple(events), cases, named, compared, latest.is_open, latest.word, touched_at, latest.is_status
    )
