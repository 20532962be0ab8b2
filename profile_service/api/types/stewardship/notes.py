"""What somebody who served a customer writes down."""

from enum import Enum

import strawberry
from strawberry import UNSET

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.stewardship.stewardship import OrderInput
from profile_service.api.types.values.fields import given
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.profile.notes import Note, OfferResponse
from profile_service.domain.sources.events import Subject


@strawberry.enum(description="What became of an offer.")
class OfferAnswer(Enum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IGNORED = "ignored"


@strawberry.enum(description="What an interaction can be about.")
class SubjectType(Enum):
    PRODUCT = "Product"
    COUPON = "Coupon"
    CASE = "Case"


_ANSWERS: dict[OfferAnswer, OfferResponse] = {
    OfferAnswer.ACCEPTED: "accepted",
    OfferAnswer.DECLINED: "declined",
    OfferAnswer.IGNORED: "ignored",
}


@strawberry.input
class SubjectInput:
    type: SubjectType
    key: strawberry.ID = strawberry.field(description="`source:id`: `zendesk:4123`, `shopify:KIT-101`.")
    name: str = ""

    def subject(self) -> Subject:
        return Subject(self.type.value, str(self.key), self.name)


@strawberry.input(
    description="A note, a call's outcome, the answer to an offer: an interaction, told by who was there."
)
class RecordInteractionInput(OrderInput):
    profile: strawberry.ID
    kind: str = strawberry.field(
        description="`note`, `support_call`, `chat`, `offer_answer`… Any kind that a touchpoint is declared for, "
        "but no sale."
    )
    record: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Key of the source record whose person it was; else the one that was seen last."
    )
    occurred_at: Moment | None = strawberry.field(default=UNSET, description="Now, where it is not given.")
    channel: str | None = strawberry.field(default=UNSET, description="Else the touchpoint's usual one.")
    device: str | None = strawberry.field(default=UNSET, description="Else the touchpoint's usual one.")
    task: str | None = strawberry.field(default=UNSET, description="Else the touchpoint's usual one.")
    direction: str | None = strawberry.field(default=UNSET, description="`one-way` or `two-way`; else the usual one.")
    topic: str | None = strawberry.field(default=UNSET, description="What it was about, in a few words.")
    outcome: str | None = strawberry.field(
        default=UNSET, description="What came of it: `solved`, `promised to call back`…"
    )
    text: str | None = strawberry.field(default=UNSET, description="The note itself.")
    offer: strawberry.ID | None = strawberry.field(default=UNSET, description="`name` of the next action offered.")
    answer: OfferAnswer | None = strawberry.field(default=UNSET, description="What became of that offer.")
    about: list[SubjectInput] = strawberry.field(default_factory=list)

    def told(self) -> Note:
        answer = given(self.answer)
        return Note(
            kind=self.kind,
            record=given(self.record),
            at=given(self.occurred_at),
            channel=given(self.channel),
            device=given(self.device),
            task=given(self.task),
            direction=given(self.direction),
            topic=given(self.topic),
            outcome=given(self.outcome),
            text=given(self.text),
            offer=given(self.offer),
            answer=None if answer is None else _ANSWERS[answer],
            about=tuple(each.subject() for each in self.about),
        )


@strawberry.type(description="An interaction that was written down, or would be in a dry run.")
class RecordedInteraction:
    event: strawberry.ID = strawberry.field(description="The key of its event.")
    profile: Profile | None = strawberry.field(description="As it is read after it.")
    dry_run: bool
