"""Orders by the number that people quote, which several sources may have given."""

from collections.abc import Sequence

from profile_service.domain.sources.events import Event, event_source
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.text import clean

_MAX_NUMBER = 200


def order_number(number: str) -> str:
    """The number without what surrounds it. Raises InvalidInput where it is blank or too long."""
    cleaned = clean(number)
    if not cleaned or len(cleaned) > _MAX_NUMBER:
        raise InvalidInput(f"the number of an order has from 1 to {_MAX_NUMBER} characters")
    return cleaned


def is_of_source(event: Event, source: str | None) -> bool:
    """Whether the event is of the source, by its own or by its record's name; of any where none is named."""
    return source is None or source in {event_source(event), event.record.partition(":")[0]}


def ambiguous_number(orders: Sequence[Event]) -> Conflict:
    """The error where several orders have one number, with the source and key of each."""
    candidates = [{"source": event_source(order), "key": order.key} for order in orders]
    sources = sorted({candidate["source"] for candidate in candidates})
    text = f"{len(orders)} orders have this number, of {', '.join(sources)}; name the source"
    if len(sources) == 1:
        text = f"{len(orders)} orders of {sources[0]} have this number; ask for one by its key, with the query event"
    return Conflict(text, {"candidates": candidates})
