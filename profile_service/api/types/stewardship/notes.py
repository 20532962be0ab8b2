"""Interactions that somebody who served a customer records: notes, outcomes of calls, answers to offers."""

from enum import Enum

import strawberry
from strawberry import UNSET

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.stewardship.stewardship import StewardCommandInput
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.fields import value_or_none
from profile_service.api.types.values.scalars import Json, Moment
from profile_service.domain.profile.notes import Note, NoteVersion, OfferResponse
from profile_service.domain.sources.events import Subject


class OfferAnswer(Enum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IGNORED = "ignored"


class SubjectType(Enum):
    PRODUCT = "Product"
    COUPON = "Coupon"
    CASE = "Case"
    ORDER = "Order"


describe_enum(
    OfferAnswer,
    "The customer's answer to an offer.",
    ACCEPTED="The customer took it.",
    DECLINED="The customer refused it.",
    IGNORED="The customer did not respond.",
)
describe_enum(
    SubjectType,
    "A type of thing that an interaction can be about.",
    PRODUCT="A product of the retailer.",
    COUPON="A coupon or voucher.",
    CASE="A support case.",
    ORDER="An order, by its key in its source, or by its number there.",
)
_ANSWERS: dict[OfferAnswer, OfferResponse] = {
    OfferAnswer.ACCEPTED: "accepted",
    OfferAnswer.DECLINED: "declined",
    OfferAnswer.IGNORED: "ignored",
}


@strawberry.input(description="Something that an interaction is about.")
class SubjectInput:
    type: SubjectType = strawberry.field(description="Whether it is a product, a coupon or a support case.")
    key: strawberry.ID = strawberry.field(
        description="Key of the form `source:id`, such as `zendesk:4123` or `shopify:KIT-101`."
    )
    name: str = strawberry.field(default="", description="Text to show for it; empty where none is known.")

    def subject(self) -> Subject:
        return Subject(self.type.value, str(self.key), self.name)


@strawberry.input(
    description="An interaction, reported by the person who had it: a note, the outcome of a call, the answer to an "
    "offer."
)
class RecordInteractionInput(StewardCommandInput):
    profile: strawberry.ID = strawberry.field(description="Id of the customer's profile; a former id works too.")
    kind: str = strawberry.field(
        description="`note`, `support_call`, `chat`, `offer_answer`… Any kind with a declared touchpoint, except a "
        "sale."
    )
    record: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="Key of the source record to attach it to; the one that its source changed last where omitted.",
    )
    occurred_at: Moment | None = strawberry.field(default=UNSET, description="When it happened; now where omitted.")
    channel: str | None = strawberry.field(
        default=UNSET, description="Channel; the touchpoint's usual one where omitted."
    )
    device: str | None = strawberry.field(
        default=UNSET, description="Device; the touchpoint's usual one where omitted."
    )
    task: str | None = strawberry.field(default=UNSET, description="Task; the touchpoint's usual one where omitted.")
    direction: str | None = strawberry.field(
        default=UNSET, description="`one-way` or `two-way`; the touchpoint's usual one where omitted."
    )
    topic: str | None = strawberry.field(default=UNSET, description="What it was about, in a few words.")
    outcome: str | None = strawberry.field(
        default=UNSET, description="Result in a few words: `solved`, `promised to call back`…"
    )
    text: str | None = strawberry.field(default=UNSET, description="Text of the note, up to 10,000 characters.")
    offer: strawberry.ID | None = strawberry.field(
        default=UNSET, description="`name` of the next action that was offered; only for the kind `offer_answer`."
    )
    answer: OfferAnswer | None = strawberry.field(
        default=UNSET, description="The customer's answer to that offer; only for the kind `offer_answer`."
    )
    about: list[SubjectInput] = strawberry.field(
        default_factory=list, description="Products, coupons and support cases that it is about, at most 20."
    )
    thread: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="`key` of the open thread that it is about. A note then is the latest thing done about it, and "
        "leaves it as it is.",
    )

    def note(self) -> Note:
        answer = value_or_none(self.answer)
        return Note(
            kind=self.kind,
            record=value_or_none(self.record),
            at=value_or_none(self.occurred_at),
            channel=value_or_none(self.channel),
            device=value_or_none(self.device),
            task=value_or_none(self.task),
            direction=value_or_none(self.direction),
            topic=value_or_none(self.topic),
            outcome=value_or_none(self.outcome),
            text=value_or_none(self.text),
            offer=value_or_none(self.offer),
            answer=None if answer is None else _ANSWERS[answer],
            about=tuple(subject.subject() for subject in self.about),
            thread=value_or_none(self.thread) or None,
        )


@strawberry.input(description="New words for an interaction that was recorded here.")
class CorrectInteractionInput(StewardCommandInput):
    event: strawberry.ID = strawberry.field(description="Key of its event: `desk:…`.")
    topic: str | None = strawberry.field(default=UNSET, description="Topic; empty to take it away.")
    outcome: str | None = strawberry.field(default=UNSET, description="Result; empty to take it away.")
    text: str | None = strawberry.field(default=UNSET, description="Text; empty to take it away.")

    def words(self) -> dict[str, str | None]:
        words = {"topic": self.topic, "outcome": self.outcome, "text": self.text}
        return {name: value_or_none(word) for name, word in words.items()}


@strawberry.input(description="An interaction that was recorded here by mistake.")
class WithdrawInteractionInput(StewardCommandInput):
    event: strawberry.ID = strawberry.field(description="Key of its event: `desk:…`.")


@strawberry.type(description="What a recorded interaction said until it was corrected or withdrawn.")
class InteractionVersion:
    at: Moment = strawberry.field(description="When it was corrected or withdrawn.")
    actor: str = strawberry.field(description="Who corrected or withdrew it.")
    reason: str = strawberry.field(description="Why; may be empty.")
    details: Json = strawberry.field(description="What it said until then.")

    @classmethod
    def of(cls, version: NoteVersion) -> "InteractionVersion":
        return cls(at=Moment(version.at), actor=version.actor, reason=version.reason, details=Json(version.words))


@strawberry.type(description="An interaction that was recorded or, in a dry run, would be.")
class RecordedInteraction:
    event: strawberry.ID = strawberry.field(description="Key of its event.")
    profile: Profile | None = strawberry.field(
        description="The customer's profile, read after the change; null where it is gone by then."
    )
    dry_run: bool = strawberry.field(description="True where nothing was changed.")
