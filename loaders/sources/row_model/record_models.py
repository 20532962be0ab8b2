"""Records, their merges and deletions, and consents, as other systems hand them over."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from loaders.sources.row_model.fields import (
    COUNTRY_PATTERN,
    NAME_PATTERN,
    TYPE_PATTERN,
    Key,
    Model,
    RecordKey,
    Source,
    Text,
    Time,
    Word,
    as_validator,
)
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import SourceDeletion, SourceMerge
from profile_service.domain.sources.quality.stated_attributes import stated_attributes
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.values.identifiers import Identifier, identifier


class IdentifierModel(Model):
    """Points at a person: email, phone, loyalty_id or any other lower-case type. Values are normalised here."""

    type: Annotated[str, Field(pattern=TYPE_PATTERN)]
    country: Annotated[str | None, Field(pattern=COUNTRY_PATTERN, description="of a national phone number: FR")] = None
    value: Annotated[str, Field(min_length=1, max_length=256)]

    @field_validator("value")
    @classmethod
    def _normalised(cls, value: str, fields: ValidationInfo) -> str:
        type, country = fields.data.get("type"), fields.data.get("country")
        return as_validator(lambda text: identifier(type, text, country).value)(value) if type else value

    def domain(self) -> Identifier:
        """The normalised identifier."""
        return identifier(self.type, self.value, self.country)


class RecordModel(Model):
    """One source's record of one person. An attribute that is null states that there is no value any more."""

    source: Source
    record_id: Key
    attributes: dict[Annotated[str, Field(pattern=NAME_PATTERN)], Text | None] = Field(default={})
    identifiers: list[IdentifierModel] = Field(default=[], max_length=100)
    observed_at: Annotated[Time | None, Field(description="the source's time of this version; a newer one wins")] = None

    def domain(self) -> SourceRecord:
        """The record; blank attributes are left out, null ones are REMOVED."""
        attributes = {name: REMOVED if text is None else text for name, text in self.attributes.items() if text != ""}
        identifiers = tuple(dict.fromkeys(one.domain() for one in self.identifiers))
        return SourceRecord(self.source, self.record_id, stated_attributes(attributes), identifiers, self.observed_at)


class JoinedModel(Model):
    """The source itself merged `record` into `survivor`, at the time `at`. The record ends, and its identifiers become
    former ones; a version of it that is of a later time restores it."""

    record: RecordKey
    survivor: RecordKey
    reason: Text
    at: Time | None = None

    def domain(self) -> SourceMerge:
        """The merge."""
        return SourceMerge(self.record, self.survivor, self.reason, self.at)


class GoneModel(Model):
    """The source deleted the record."""

    record: RecordKey
    at: Time | None = None

    def domain(self) -> SourceDeletion:
        """The deletion."""
        return SourceDeletion(self.record, self.at)


class ConsentModel(Model):
    """A consent that the person of `record` gave or withdrew. `evidence`: how the source knows, no personal data.

    `address`: the e-mail address or number that it is about; it then holds for everybody who holds that.
    """

    record: RecordKey
    purpose: Word
    channel: Word
    status: Literal["granted", "not_granted", "withdrawn"]
    at: Time | None = None
    evidence: Text
    address: IdentifierModel | None = None

    def domain(self) -> Consent:
        """The consent."""
        status = ConsentStatus(self.status)
        address = self.address.domain() if self.address else None
        return Consent(self.record, self.purpose, self.channel, status, self.at, self.evidence, address)
