"""What is stored of an event, as plain values: made ahead of the transaction, and cheap to hand to another process."""

from typing import Any, NamedTuple

from profile_service.domain import tallies
from profile_service.domain.events import Event, Subject
from profile_service.domain.events import Transaction as Sale
from profile_service.domain.records import folded


class EventRow(NamedTuple):
    """An event, ready to be written. `label`: Interaction or Transaction; `products`: those of `lines`; `tally`: the
    line that counts it; `hung`: the parameters that hang it on its record; `lines`: those of its lines."""

    key: str
    digest: str
    record: str
    label: str
    about: tuple[Subject, ...]
    products: tuple[Subject, ...]
    tally: str
    hung: dict[str, Any]
    lines: list[dict[str, Any]]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        return self.about + self.products


def event_row(event: Event) -> EventRow:
    sale = event if isinstance(event, Sale) else None
    hung = {"about": event.about[0].key if event.about else None, "properties": _properties(event)}
    return EventRow(
        key=event.key,
        digest=event.digest,
        record=event.record,
        label="Transaction" if sale else "Interaction",
        about=event.about,
        products=tuple(line.product for line in sale.lines) if sale else (),
        tally=tallies.delta(event),
        hung=hung,
        lines=_lines(sale) if sale else [],
    )


def number_key(number: str) -> str:
    """An order number as it is looked up: `#1001` and `1001` are the same."""
    return folded(number).replace(" ", "")


def _properties(event: Event) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "key": event.key,
        "timeline": event.timeline,
        "kind": event.kind,
        "channel": event.channel,
        "device": event.device,
        "task": event.task,
        "direction": event.direction,
        "occurred_at": event.occurred_at,
        "digest": event.digest,
        "details": event.details_text,
    }
    if isinstance(event, Sale):
        properties |= {
            "number": event.number,
            "number_key": number_key(event.number) if event.number else None,
            "status": event.status,
            "currency": event.currency,
            "total_minor": event.total_minor,
            "discount_minor": event.discount_minor,
        }
    return properties


def _lines(sale: Sale) -> list[dict[str, Any]]:
    return [
        {
            "event": sale.key,
            "position": position,
            "product": line.product.key,
            "quantity": line.quantity,
            "price": line.price_minor,
            "discount": line.discount_minor,
        }
        for position, line in enumerate(sale.lines, start=1)
    ]
