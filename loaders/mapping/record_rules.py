"""The rules of a mapping for records: whom a row is about, their identifiers and consents."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from loaders.mapping.rule_values import Country, FieldOrMoment, FieldPath, Name, RuleModel, When, Word
from profile_service.domain.sources.consents import ADDRESS_TYPES


class IdentifierRule(RuleModel):
    """`country` (fixed) or `country_field` (read from the row) helps to read national phone numbers."""

    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    field: FieldPath
    country: Country | None = None
    country_field: FieldPath | None = None
    when: When | None = None


class ConsentRule(RuleModel):
    """A consent: `granted`, `not_granted` and `withdrawn` are the words of the field that mean so; any other word is no
    answer. `about`: whether the person said it, or it is about the row's e-mail address or number."""

    channel: Annotated[Word, Field(description="email, sms, phone, whatsapp, post…")]
    purpose: Word = "marketing"
    field: FieldPath
    granted: list[str | bool | int] = Field(default=[])
    not_granted: list[str | bool | int] = Field(default=[])
    withdrawn: list[str | bool | int] = Field(default=[])
    about: Literal["person", "address"] = "person"
    at: FieldOrMoment | None = None

    @model_validator(mode="after")
    def _has_distinct_words(self) -> "ConsentRule":
        words = [str(word).casefold() for word in (*self.granted, *self.not_granted, *self.withdrawn)]
        if len({*words}) < len(words) or not words:
            raise ValueError(
                "list the words of the field under granted, not_granted or withdrawn, each under one of them"
            )
        if self.about == "address" and self.channel not in ADDRESS_TYPES:
            raise ValueError(f"about: address needs a channel of {', '.join(ADDRESS_TYPES)}")
        return self


class RecordRule(RuleModel):
    """The person whom the row is about. Without `id`, or where it is blank, the first identifier names the record,
    and the given name with it where the row is no account of an address.

    A row whose `merged_into` names another id, or for which `gone` holds, only merges or deletes the record.
    """

    id: FieldPath | None = None
    observed_at: FieldOrMoment | None = None
    attributes: dict[Name, FieldPath] = Field(default={})
    identifiers: list[IdentifierRule] = Field(default=[])
    consents: list[ConsentRule] = Field(default=[])
    merged_into: FieldPath | None = None
    gone: When | None = None

    @model_validator(mode="after")
    def _names_someone(self) -> "RecordRule":
        if self.id is None and not self.identifiers:
            raise ValueError("names nobody: add an id or at least one of identifiers")
        if self.id is None and (self.merged_into or self.gone):
            raise ValueError("what is merged or gone is known by its id: add the id")
        return self

    @property
    def has_content(self) -> bool:
        """Whether the rule reads more of the record than its id; a record without content never replaces another."""
        return bool(self.attributes or self.identifiers or self.observed_at)
