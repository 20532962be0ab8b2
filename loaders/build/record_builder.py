"""Source records, gathered cell by cell from a row."""

import re
from collections.abc import Mapping

from loaders.build.countries import country_code
from loaders.build.record_defaults import RecordDefaults
from loaders.build.record_names import record_name
from loaders.formats.rows import Row, as_text
from profile_service.domain.resolution.birth_dates import is_calendar_date
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.quality.stated_attributes import stated_attributes
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import MAX_LENGTH, Identifier, identifier
from profile_service.domain.values.phones import AS_WRITTEN, digits_of
from profile_service.domain.values.placeholders import stated_birth_date
from profile_service.domain.values.text import without_unseen

BIRTH_DATE = "birth_date"
_LOYALTY_ID = re.compile(r"(^|[_.])loyalty_?(card_?)?(id|no|nr|num|number|card)$")
# Fewer are an extension or a slip, for which nobody searches.
_LEAST_DIGITS = 4
_ONLY_JUNK = "the row has no id, and its identifiers are junk by the identity rules, so nobody can be found by it"


class RecordBuilder:
    """Collects attributes and identifiers of one person, then builds the record. Blank values are left out. All texts
    are tidy, as `Row.get` and `as_text` give them.

    `country` is the row's own, as written; where it names none, that of `defaults` reads national phones.
    """

    def __init__(self, country: str = "", defaults: RecordDefaults | None = None) -> None:
        self._defaults = defaults or RecordDefaults()
        self.country = (country_code(country) if country else None) or self._defaults.country
        self.attributes: dict[str, str] = {}
        self.identifiers: dict[Identifier, None] = {}

    def add_attribute(self, name: str, text: str) -> None:
        """An attribute. The first text that is not blank stays."""
        if text:
            self.attributes.setdefault(name, text)

    def add_attributes(self, row: Row, columns: Mapping[str, str]) -> None:
        """An attribute for each of `columns`, attribute → column of the row."""
        for name, column in columns.items():
            if name == BIRTH_DATE:
                self.add_birth_date(row, column)
            else:
                self.add_attribute(name, row.get(column))

    def add_birth_date(self, row: Row, column: str, value: Json = None) -> None:
        """The attribute `birth_date`, from the row's cell or from `value`, a part of it.

        One that the calendar does not have stays as it is written, and the row says that it was dropped.
        """
        text = row.get(column) if value is None else as_text(value)
        date = stated_birth_date(text)
        self.add_attribute(BIRTH_DATE, date)
        if date and not date.startswith("--") and not is_calendar_date(date):
            row.drop(column, "not a date", text)

    def add_identifier(self, type: str, value: str) -> None:
        """An identifier that the source itself assigns. Raises InvalidInput where type or value is not valid."""
        if value:
            self.identifiers[identifier(type, value)] = None

    def add_email(self, row: Row, column: str, value: Json = None) -> None:
        """The e-mail of the row's cell, or `value`, a part of it, as identifier.

        One that cannot be read stays as the attribute `email_as_written`, and the row says that it was dropped.
        """
        self._add_readable("email", row, column, value)

    def add_phone(self, row: Row, column: str, value: Json = None, country: str = "") -> None:
        """The phone of the row's cell, or `value`, a part of it, as identifier, national ones read with `country` or
        else the record's.

        One that is no valid number stays as the attribute `phone_as_written`, and as an identifier of that type, which
        can be searched for and joins nobody; the row says that it was dropped.
        """
        self._add_readable("phone", row, column, value, country)

    def add_custom_field(self, name: str, text: str) -> None:
        """A field that the company added: an attribute, and an identifier too where it is named as a loyalty id."""
        if name:
            self.add_attribute(name, text)
        if _LOYALTY_ID.search(name):
            self.add_identifier("loyalty_id", text)

    @property
    def naming_identifier(self) -> Identifier | None:
        """The first identifier that is no junk by the rules in force: noreply@… would make one person of many."""
        return next((i for i in self.identifiers if not self._defaults.rules.is_junk(i)), None)

    @property
    def account(self) -> str:
        """The id of the record in a source that has one account for each address and no other id: `email:ann@x.org`,
        whatever the name is; empty where there is no naming identifier."""
        return self.naming_identifier.key if self.naming_identifier else ""

    def build(self, source: str, record_id: str = "", observed_at: str | None = None) -> SourceRecord:
        """The record; without an id of its own it is named by its naming identifier and by whom the row says that it
        is: `email:ann@x.org/ann`.

        An id that is a junk value is none. Raises InvalidInput where there is neither an id nor a naming identifier.
        """
        id = "" if self._is_junk(record_id) else record_id
        if not id and self.naming_identifier is None:
            if any(identifier.type != AS_WRITTEN for identifier in self.identifiers):
                raise InvalidInput(_ONLY_JUNK)
            raise InvalidInput("the row has no id and no identifier, so nobody can be found by it")
        attributes = stated_attributes(self.attributes, self._defaults.rules.nobody)
        name = id or (record_name(self.naming_identifier, attributes) if self.naming_identifier else "")
        return SourceRecord(source, name, attributes, tuple(self.identifiers), observed_at)

    def _is_junk(self, record_id: str) -> bool:
        """Whether an id is a word for nobody, or one of the row's identifiers, and that is junk."""
        if self._defaults.names_nobody(record_id):
            return True
        return any(record_id.casefold() == i.value and self._defaults.rules.is_junk(i) for i in self.identifiers)

    def _add_readable(self, type: str, row: Row, column: str, value: Json, country: str = "") -> None:
        text = row.get(column) if value is None else as_text(value)
        if not text:
            return
        region = None if type == "email" else (country_code(country) if country else None) or self.country
        try:
            self.identifiers[identifier(type, text, region)] = None
        except InvalidInput as error:
            self.add_attribute(f"{type}_as_written", text)
            if type == "phone" and len(text) <= MAX_LENGTH and len(digits_of(text)) >= _LEAST_DIGITS:
                self.identifiers[Identifier(AS_WRITTEN, without_unseen(text))] = None
            row.drop(column, str(error), text)
