"""The row model: what loaders hand over, as JSON that other systems can hand over too. docs/reading.md explains it.

The JSON Schemas under schema/records are printed from these models (`python -m loaders.sources.row_model.schema`).
"""

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.sources.validation import MAX_KEY, MAX_TEXT
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier, clean, identifier
from profile_service.domain.values.money import currency_code
from profile_service.domain.values.times import read_time
from profile_service.schema_data import schema_path

_INT64 = 2**63 - 1
TAGS = ("an interaction", "a transaction")
_NAME, _TYPE, _WORD = r"^[a-z][a-z0-9_.-]{0,39}$", r"^[a-z][a-z0-9_]{0,39}$", r"^[^\s:][^\t\r\n]{0,99}$"
_RECORD_KEY, _COUNTRY = r"^[^:]+:.+$", r"^[A-Z]{2}$"
FORMS = {
    _NAME: "expected lower-case letters, digits, _ . and - such as web_shop",
    _TYPE: "expected lower-case letters, digits and _ such as loyalty_id",
    _WORD: "expected a word or a few, such as support_call",
    _RECORD_KEY: "expected source:record_id, such as shop:208",
    _COUNTRY: "expected two capital letters such as FR (ISO 3166)",
}
"""What a person should write where a text is not of the form that a pattern asks for."""

SALES = ("order", "return", "exchange")


def _told(read: Callable[[str], str]) -> Callable[[str], str]:
    """A reader of the domain as pydantic calls it."""

    def checked(text: str) -> str:
        try:
            return read(text)
        except InvalidInput as error:
            raise ValueError(str(error)) from error

    return checked


Text: TypeAlias = Annotated[str, AfterValidator(_told(clean)), Field(max_length=MAX_TEXT)]
Key: TypeAlias = Annotated[str, AfterValidator(_told(clean)), Field(min_length=1, max_length=MAX_KEY)]
Word: TypeAlias = Annotated[str, Field(pattern=_WORD)]
RecordKey: TypeAlias = Annotated[
    str, Field(pattern=_RECORD_KEY, max_length=MAX_KEY, description="source:record_id, such as shop:208")
]
Time: TypeAlias = Annotated[
    str, AfterValidator(_told(read_time)), Field(description="ISO 8601; without an offset it is UTC", max_length=60)
]
Minor: TypeAlias = Annotated[int, Field(ge=-_INT64, le=_INT64, description="in minor units: 1234 is 12.34 EUR")]
Source: TypeAlias = Annotated[str, Field(pattern=_NAME, description="such as web_shop")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class IdentifierModel(_Model):
    """Points at a person: email, phone, loyalty_id or any other lower-case type. Values are normalised here."""

    type: Annotated[str, Field(pattern=_TYPE)]
    country: Annotated[str | None, Field(pattern=_COUNTRY, description="of a national phone number: FR")] = None
    value: Annotated[str, Field(min_length=1, max_length=256)]

    @field_validator("value")
    @classmethod
    def _readable(cls, value: str, said: ValidationInfo) -> str:
        type, country = said.data.get("type"), said.data.get("country")
        return _told(lambda text: identifier(type, text, country).value)(value) if type else value

    def domain(self) -> Identifier:
        return identifier(self.type, self.value, self.country)


class RecordModel(_Model):
    """What one source says about one person. An attribute that is null says that there is no value any more."""

    source: Source
    record_id: Key
    attributes: dict[Annotated[str, Field(pattern=_NAME)], Text | None] = {}
    identifiers: Annotated[list[IdentifierModel], Field(max_length=100)] = []
    observed_at: Annotated[Time | None, Field(description="the source's time of this version; a newer one wins")] = None

    def domain(self) -> SourceRecord:
        said = {name: REMOVED if text is None else text for name, text in self.attributes.items() if text != ""}
        identifiers = tuple(dict.fromkeys(each.domain() for each in self.identifiers))
        return SourceRecord(self.source, self.record_id, said, identifiers, self.observed_at)


class SubjectModel(_Model):
    """What an event is about; `key` is unique within its label: shop:sku-1."""

    label: Literal["Product", "Coupon", "Case"]
    key: Key
    name: Text = ""

    def domain(self) -> Subject:
        return Subject(self.label, self.key, self.name)


class LineModel(_Model):
    """One line of a transaction; `price_minor` is for one unit."""

    product: Key
    name: Text = ""
    quantity: Annotated[float, Field(allow_inf_nan=False)] = 1
    price_minor: Minor
    discount_minor: Minor = 0

    def domain(self) -> Line:
        subject = Subject("Product", self.product, self.name)
        return Line(subject, self.quantity, self.price_minor, self.discount_minor)


class EventModel(_Model):
    """An interaction: what the person of `record` did that is no sale. The same key again replaces what was said."""

    key: Annotated[Key, Field(description="unique over all sources, such as shop:review:77")]
    record: RecordKey
    kind: Word
    occurred_at: Time
    channel: Word | None = None
    device: Word | None = None
    task: Word | None = None
    direction: Literal["one-way", "two-way"] | None = None
    about: Annotated[list[SubjectModel], Field(max_length=1_000)] = []
    details: dict[str, Any] = {}

    def domain(self) -> Event:
        return Interaction(**self._said())

    def _said(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in EventModel.model_fields}
        return said | {"about": tuple(subject.domain() for subject in self.about)}


class TransactionModel(EventModel):
    """An order, return or exchange. `total_minor` is what was paid."""

    kind: Literal["order", "return", "exchange"]
    currency: Annotated[str, AfterValidator(_told(currency_code)), Field(pattern=r"^[A-Z]{3}$")]
    total_minor: Minor
    discount_minor: Minor = 0
    number: Text | None = None
    status: Text | None = None
    lines: Annotated[list[LineModel], Field(max_length=10_000)] = []

    def domain(self) -> Event:
        return Transaction(
            **self._said(),
            number=self.number,
            status=self.status,
            currency=self.currency,
            total_minor=self.total_minor,
            discount_minor=self.discount_minor,
            lines=tuple(line.domain() for line in self.lines),
        )


class JoinedModel(_Model):
    """The source itself merged `record` into `survivor`."""

    record: RecordKey
    survivor: RecordKey
    reason: Text

    def domain(self) -> SourceMerge:
        return SourceMerge(self.record, self.survivor, self.reason)


class GoneModel(_Model):
    """The source deleted the record."""

    record: RecordKey
    at: Time | None = None

    def domain(self) -> SourceDeletion:
        return SourceDeletion(self.record, self.at)


class ConsentModel(_Model):
    """What the person of `record` allowed or withdrew. `evidence`: how the source knows, without personal data."""

    record: RecordKey
    purpose: Word
    channel: Word
    status: Literal["granted", "withdrawn"]
    at: Time | None = None
    evidence: Text

    def domain(self) -> Consent:
        status = ConsentStatus(self.status)
        return Consent(self.record, self.purpose, self.channel, status, self.at, self.evidence)


def _tag(value: Any) -> str:
    if not isinstance(value, dict):
        return TAGS[isinstance(value, TransactionModel)]
    return TAGS["currency" in value or "total_minor" in value or value.get("kind") in SALES]


AnyEvent: TypeAlias = Annotated[
    Annotated[EventModel, Tag(TAGS[0])] | Annotated[TransactionModel, Tag(TAGS[1])], Discriminator(_tag)
]


class ItemModel(_Model):
    """One line of a file for the source `records`: what is loaded together, or not at all.

    An event may name a record that is in no file; it stands empty until it arrives.
    """

    records: Annotated[list[RecordModel], Field(max_length=1_000)] = []
    events: Annotated[list[AnyEvent], Field(max_length=1_000)] = []
    joined: Annotated[list[JoinedModel], Field(max_length=1_000)] = []
    gone: Annotated[list[GoneModel], Field(max_length=1_000)] = []
    consents: Annotated[list[ConsentModel], Field(max_length=1_000)] = []

    @model_validator(mode="after")
    def _says_something(self) -> "ItemModel":
        if not any(getattr(self, name) for name in ItemModel.model_fields):
            raise ValueError("the line says nothing; give it records, events, joined, gone or consents")
        return self

    def domain(self, line: int) -> Item:
        return Item(
            line,
            tuple(each.domain() for each in self.records),
            tuple(each.domain() for each in self.events),
            merges=tuple(each.domain() for each in self.joined),
            deletions=tuple(each.domain() for each in self.gone),
            consents=tuple(each.domain() for each in self.consents),
        )


class RejectModel(BaseModel):
    """One line of a rejects file: a row that could not be loaded, where it stands, and why."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    file: str
    line: int
    column: Annotated[str | None, Field(description="in nested data an RFC 6901 pointer")] = None
    value: Annotated[str | None, Field(description="what stands there, by its shape alone: Xxx@xxx.xx")] = None
    reason: str
    row: Annotated[str, Field(description="as it was read, without secrets")]
    cells: Annotated[list[dict[str, Any]] | None, Field(description="to be mended; one object for each row")] = None


SCHEMAS: dict[str, type[BaseModel]] = {
    "item": ItemModel,
    "record": RecordModel,
    "event": EventModel,
    "transaction": TransactionModel,
    "consent": ConsentModel,
    "reject": RejectModel,
}


def json_schema(name: str) -> str:
    """The JSON Schema as it stands in schema/records/<name>.json."""
    return json.dumps(SCHEMAS[name].model_json_schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    for each in SCHEMAS:
        schema_path("records").joinpath(f"{each}.json").write_text(json_schema(each), encoding="utf-8")
