"""What an event's details tell, under the names that sources use for it."""

from profile_service.domain.sources.events import Event, Subject, Transaction
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

_CLOSED = frozenset(
    {"solved", "closed", "resolved", "done", "completed", "answered", "fixed", "refunded", "submitted", "cancelled"}
)
_OPEN = frozenset(
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
    """The first of the details that is text and not blank; empty where there is none."""
    for name in names:
        value = event.details.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def number(event: Event, *names: str) -> float | None:
    """The first of the details that is a number, also one written as text."""
    for name in names:
        value = event.details.get(name)
        if isinstance(value, bool) or value is None:
            continue
        try:
            return float(value) if isinstance(value, int | float | str) else None
        except ValueError:
            continue
    return None


def moment(event: Event, *names: str) -> str | None:
    """The first of the details that is a time, as fixed-width UTC text."""
    for name in names:
        if not (said := text(event, name)):
            continue
        try:
            return read_time(said)
        except InvalidInput:
            continue
    return None


def status(event: Event) -> str:
    """As the source says it, in lower case; empty where it says nothing."""
    return text(event, "status", "state").casefold().replace("_", " ")


def outcome(event: Event) -> str:
    return text(event, "outcome", "resolution").casefold().replace("_", " ")


def is_open(said: str) -> bool | None:
    """What a status or an outcome means; None where it means neither."""
    if said in _CLOSED:
        return False
    return True if said in _OPEN else None


def topic(event: Event) -> str:
    """What a contact was about, in the source's words: its topic, its first tag, or the head of its case's name."""
    if said := text(event, "topic", "subject", "reason"):
        return said
    tags = event.details.get("tags")
    if isinstance(tags, list) and tags and isinstance(tags[0], str):
        return tags[0].replace("_", " ")
    names = [subject.name for subject in about(event, "Case") if subject.name]
    return names[0].partition(":")[0] if names else ""


def about(event: Event, label: str) -> list[Subject]:
    return [subject for subject in event.about if subject.label == label]


def products(event: Event) -> dict[str, str]:
    """Key → name of the products that an event is about or that its lines hold; a line of quantity 0 holds none."""
    found = {subject.key: subject.name for subject in event.about if subject.label == "Product"}
    if isinstance(event, Transaction):
        found |= {line.product.key: line.product.name for line in event.lines if line.quantity > 0}
    return found
