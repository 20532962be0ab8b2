"""Readers of an event's details, under the names that sources use for them."""

from profile_service.domain.sources.events import Event, Subject, SubjectLabel, Transaction
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

LEAST_POINTS, MOST_POINTS = 0, 10
LEAST_STARS, MOST_STARS = 1, 5
_CLOSED_WORDS = frozenset(
    {"solved", "closed", "resolved", "done", "completed", "answered", "fixed", "refunded", "submitted", "cancelled"}
)
_OPEN_WORDS = frozenset(
    {
        "new",
        "open",
        "pending",
        "hold",
        "on hold",
        "waiting",
        "unanswered",
        "unresolved",
        "not solved",
        "escalated",
        "requested",
        "in progress",
        "passed on",
        "told to wait",
        "promised to call back",
        "started",
        "abandoned",
    }
)


def text(event: Event, *names: str) -> str:
    """The first of the named details that is text and not blank; empty where there is none."""
    for name in names:
        value = event.details.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def number(event: Event, *names: str) -> float | None:
    """The first of the named details that is a number, also one written as text; None where there is none."""
    for name in names:
        value = event.details.get(name)
        if isinstance(value, bool) or value is None:
            continue
        try:
            return float(value) if isinstance(value, int | float | str) else None
        except ValueError:
            continue
    return None


def points(event: Event, *names: str) -> float | None:
    """An answer from 0 to 10 under one of the names; None where there is none or it lies outside."""
    return _within(number(event, *names), LEAST_POINTS, MOST_POINTS)


def stars(event: Event) -> float | None:
    """The rating from 1 to 5; None where there is none or it lies outside."""
    return _within(number(event, "stars", "rating"), LEAST_STARS, MOST_STARS)


def moment(event: Event, *names: str) -> str | None:
    """The first of the named details that is a time, as fixed-width UTC text; None where there is none."""
    for name in names:
        if not (written := text(event, name)):
            continue
        try:
            return read_time(written)
        except InvalidInput:
            continue
    return None


def status(event: Event) -> str:
    """The source's word for where the event stands, such as `in progress`; empty where there is none."""
    return _plain(text(event, "status", "state"))


def sale_status(sale: Transaction) -> str:
    """The source's word for where the sale stands, such as `partially refunded`; empty where there is none."""
    return _plain(sale.status or "")


def outcome(event: Event) -> str:
    """The source's word for what came of a contact, such as `told to wait`; empty where there is none."""
    return _plain(text(event, "outcome", "resolution"))


def is_open(word: str) -> bool | None:
    """Whether a status or an outcome means that something is still to do; None where the word means neither."""
    if word in _CLOSED_WORDS:
        return False
    return True if word in _OPEN_WORDS else None


def topic(event: Event) -> str:
    """What a contact was about, in the source's words: its topic, its first tag, or the head of its case's name."""
    if named := text(event, "topic", "subject", "reason"):
        return named
    tags = event.details.get("tags")
    if isinstance(tags, list) and tags and isinstance(tags[0], str):
        return tags[0].replace("_", " ")
    names = [subject.name for subject in subjects(event, "Case") if subject.name]
    return names[0].partition(":")[0] if names else ""


def subjects(event: Event, label: SubjectLabel) -> list[Subject]:
    return [subject for subject in event.about if subject.label == label]


def products(event: Event) -> dict[str, str]:
    """Key → name of the products that an event is about or that its lines hold; a line of quantity 0 holds none."""
    names = {subject.key: subject.name for subject in subjects(event, "Product")}
    if isinstance(event, Transaction):
        names |= {line.product.key: line.product.name for line in event.lines if line.quantity > 0}
    return names


def _plain(word: str) -> str:
    """`In_Progress` → `in progress`."""
    return word.casefold().replace("_", " ")


def _within(value: float | None, least: float, most: float) -> float | None:
    return value if value is not None and least <= value <= most else None
