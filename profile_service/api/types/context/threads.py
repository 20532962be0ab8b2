"""Open threads: matters begun and not finished."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context.threads import thread as domain
from profile_service.domain.context.threads.thread import ThreadKind

describe_enum(
    ThreadKind,
    "What was begun and is not finished.",
    TICKET="A matter that the customer contacted us about, by call, ticket or complaint at least once.",
    MESSAGE="A conversation by messages alone: e-mail, SMS, chat or messenger.",
    CART="A cart or checkout without an order.",
    FORM="A form that was not sent.",
    ORDER="An order that is not sent yet, or is late.",
    RETURN="A return that is not settled.",
    COUPON="A coupon that was not redeemed.",
    WISH="A wish whose price has fallen since.",
)


@strawberry.type(description="A product that a part of the context names.")
class NamedProduct:
    key: strawberry.ID = strawberry.field(description="Key of the product: `source:id`.")
    name: str | None = strawberry.field(description="Name of the product; null where no source gives one.")


@strawberry.type(description="A matter that was begun in some channel and is not finished.")
class Thread:
    kind: ThreadKind = strawberry.field(description="What was begun.")
    key: strawberry.ID = strawberry.field(description="Key of the event that it began with.")
    topic: str = strawberry.field(description="What it is about, in a few words; may be empty.")
    channel: str | None = strawberry.field(description="Channel where it began; null where the source gives none.")
    opened_at: Moment = strawberry.field(description="When its first event happened.")
    last_at: Moment = strawberry.field(
        description="When its latest event happened, or the latest note about it was written."
    )
    can_go_on: list[str] = strawberry.field(description="Channels where it can continue, best first.")
    products: list[NamedProduct] = strawberry.field(description="Products that it is about.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, thread: domain.Thread) -> "Thread":
        return cls(
            kind=thread.kind,
            key=strawberry.ID(thread.key),
            topic=thread.topic,
            channel=thread.channel,
            opened_at=Moment(thread.opened_at),
            last_at=Moment(thread.last_at),
            can_go_on=list(thread.can_go_on),
            products=[NamedProduct(key=strawberry.ID(k), name=name or None) for k, name in thread.products.items()],
            reason=thread.reason,
            evidence=keys(thread.evidence),
        )
