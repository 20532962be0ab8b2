"""Touchpoints: where events happen, before, during and after a purchase."""

from functools import lru_cache

import strawberry

from profile_service.domain.sources import touchpoints as domain
from profile_service.domain.sources.events import Event
from profile_service.service.declared.touchpoints import touchpoints


@strawberry.type(description="A place where a retailer and a customer meet: a channel, a device and a task.")
class Touchpoint:
    name: str = strawberry.field(description="Name in schema/touchpoints.yaml: `showroom`, `cart`, `call`…")
    stage: str = strawberry.field(description="Stage of the purchase: `before`, `during` or `after`.")
    direction: str = strawberry.field(description="`one-way` or `two-way`.")
    cost: str = strawberry.field(description="What one contact costs the retailer: `low`, `medium` or `high`.")
    channel: str | None = strawberry.field(
        description="Channel of the event, else the usual one; null where neither is known."
    )
    device: str | None = strawberry.field(
        description="Device of the event, else the usual one; null where neither is known."
    )
    task: str | None = strawberry.field(
        description="Task of the event, else the usual one; null where neither is known."
    )

    @classmethod
    def of(cls, touchpoint: domain.Touchpoint) -> "Touchpoint":
        return cls(
            name=touchpoint.name,
            stage=touchpoint.stage,
            direction=touchpoint.direction,
            cost=touchpoint.cost,
            channel=touchpoint.channel,
            device=touchpoint.device,
            task=touchpoint.task,
        )


@strawberry.type(description="Events of one kind in one channel for which no touchpoint is declared.")
class Unmapped:
    kind: str = strawberry.field(description="Kind of event, such as `order` or `support_call`.")
    channel: str | None = strawberry.field(description="Channel, such as `web`; null for events without one.")
    count: int = strawberry.field(description="Number of the customer's events of this kind and channel.")


def family_of(event: Event) -> str | None:
    family = touchpoints().kinds.family(event.kind)
    return family.value if family else None


def touchpoint_of(event: Event) -> Touchpoint | None:
    return _touchpoint(event.kind, event.channel, event.device, event.task)


# Many events have the same few places.
@lru_cache(maxsize=4_096)
def _touchpoint(kind: str, channel: str | None, device: str | None, task: str | None) -> Touchpoint | None:
    touchpoint = touchpoints().find(kind, channel, device, task)
    return Touchpoint.of(touchpoint) if touchpoint else None
