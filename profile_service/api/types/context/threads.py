"""Open threads: matters begun and not finished."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import thread
from profile_service.domain.context.thread import ThreadKind

strawberry.enum(ThreadKind, name="ThreadKind", description="What was begun. `WISH`: a wish that became cheaper.")


@strawberry.type(description="A product that a part of the context names.")
class NamedProduct:
    key: strawberry.ID
    name: str | None


@strawberry.type(description="Something that was begun, in whatever channel, and is not done.")
class Thread:
    kind: ThreadKind
    key: strawberry.ID = strawberry.field(description="Key of the event that it began with.")
    topic: str
    channel: str | None = strawberry.field(description="Where it began.")
    opened_at: Moment
    last_at: Moment
    can_go_on: list[str] = strawberry.field(description="The channels where it can go on, the best first.")
    products: list[NamedProduct]
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: thread.Thread) -> "Thread":
        return cls(
            kind=found.kind,
            key=strawberry.ID(found.key),
            topic=found.topic,
            channel=found.channel,
            opened_at=Moment(found.opened_at),
            last_at=Moment(found.last_at),
            can_go_on=list(found.can_go_on),
            products=[NamedProduct(key=strawberry.ID(k), name=name or None) for k, name in found.products.items()],
            reason=found.reason,
            evidence=keys(found.evidence),
        )
