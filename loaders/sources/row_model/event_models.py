"""Interactions and transactions, as other systems hand them over."""

from typing import Annotated, Literal, TypeAlias, TypedDict

from pydantic import AfterValidator, Discriminator, Field, Tag

from loaders.formats.rows import tidied
from loaders.sources.row_model.fields import JsonObject, Key, Minor, Model, RecordKey, Text, Time, Word, as_validator
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, SubjectLabel, Transaction
from profile_service.domain.values.money import currency_code

TAGS = ("an interaction", "a transaction")
_SALES = ("order", "return", "exchange")


class SubjectModel(Model):
    """A product, coupon, case or order that an event is about; `key` is unique within its label: shop:sku-1."""

    label: SubjectLabel
    key: Key
    name: Text = ""

    def domain(self) -> Subject:
        """The subject."""
        return Subject(self.label, self.key, self.name)


class LineModel(Model):
    """One line of a transaction; `price_minor` is for one unit."""

    product: Key
    name: Text = ""
    quantity: Annotated[float, Field(allow_inf_nan=False)] = 1
    price_minor: Minor
    discount_minor: Minor = 0
    details: JsonObject = Field(default={})

    def domain(self) -> Line:
        """The line."""
        subject = Subject("Product", self.product, self.name)
        return Line(subject, self.quantity, self.price_minor, self.discount_minor, self.details)


class _EventFields(TypedDict):
    """The fields that every event has."""

    key: str
    record: str
    kind: str
    occurred_at: str
    channel: str | None
    device: str | None
    task: str | None
    direction: str | None
    about: tuple[Subject, ...]
    details: JsonObject


class EventModel(Model):
    """An interaction: anything but a sale that the person of `record` did. The same key again replaces the event."""

    key: Annotated[Key, Field(description="unique over all sources, such as shop:review:77")]
    record: RecordKey
    kind: Word
    occurred_at: Time
    channel: Word | None = None
    device: Word | None = None
    task: Word | None = None
    direction: Literal["one-way", "two-way"] | None = None
    about: list[SubjectModel] = Field(default=[], max_length=1_000)
    details: JsonObject = Field(default={})

    def domain(self) -> Event:
        """The interaction."""
        return Interaction(**self._event_fields())

    def _event_fields(self) -> _EventFields:
        return {
            "key": self.key,
            "record": self.record,
            "kind": self.kind,
            "occurred_at": self.occurred_at,
            "channel": self.channel,
            "device": self.device,
            "task": self.task,
            "direction": self.direction,
            "about": tuple(subject.domain() for subject in self.about),
            "details": {name: tidied(value) for name, value in self.details.items()},
        }


class TransactionModel(EventModel):
    """An order, return or exchange. `total_minor` is what was paid."""

    kind: Literal["order", "return", "exchange"]
    currency: Annotated[str, AfterValidator(as_validator(currency_code)), Field(pattern=r"^[A-Z]{3}$")]
    total_minor: Minor
    discount_minor: Minor = 0
    number: Text | None = None
    status: Text | None = None
    lines: list[LineModel] = Field(default=[], max_length=10_000)

    def domain(self) -> Event:
        """The transaction."""
        return Transaction(
            **self._event_fields(),
            number=self.number,
            status=self.status,
            currency=self.currency,
            total_minor=self.total_minor,
            discount_minor=self.discount_minor,
            lines=tuple(line.domain() for line in self.lines),
        )


def _tag(value: object) -> str:
    """The tag of the model that an event is checked against."""
    if not isinstance(value, dict):
        return TAGS[isinstance(value, TransactionModel)]
    return TAGS["currency" in value or "total_minor" in value or value.get("kind") in _SALES]


AnyEvent: TypeAlias = Annotated[
    Annotated[EventModel, Tag(TAGS[0])] | Annotated[TransactionModel, Tag(TAGS[1])], Discriminator(_tag)
]
