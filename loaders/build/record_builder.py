"""Source records, gathered cell by cell from a row."""

import re
from collections.abc import Mapping

from loaders.build.cell_text import clean_text
from loaders.build.countries import country_code
from loaders.build.record_defaults import RecordDefaults
from loaders.build.record_names import record_name
from loaders.formats.rows import Row, as_text
from profile_service.domain.resolution.birth_dates import is_calendar_date
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier, identifier

BIRTH_DATE = "birth_date"
_LOYALTY_ID = re.compile(r"(^|[_.])loyalty_?(card_?)?(id|no|nr|num|number|card)$")


_ONLY_JUNK = "the row has no id, and its identifiers are junk by the identity rules, so nobody can be found by it"


class RecordBuilder:
    """Collects attributes and identifiers of one person, then builds the record. Blank values are left out.

    `country` is the row's own, as written; where it names none, that of `defaults` reads national phones.
    """

    def __init__(self, country: str = "", defaults: RecordDefaults | None = None) -> None:
        self._defaults = defaults or RecordDefaults()
        self.country = (country_code(country) if country else None) or self._defaults.country
        self.attributes: dict[str, str] = {}
        self.identifiers: dict[Identifier, None] = {}

    def add_attribute(self, name: str, value: Json) -> None:
        """An attribute, as cleaned text. The first value that is not blank stays."""
        text = clean_text(as_text(value))
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
        self.add_attribute(BIRTH_DATE, text)
        if text and not is_calendar_date(text):
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

        One that cannot be read stays as the attribute `phone_as_written`, and the row says that it was dropped.
        """
        self._add_readable("phone", row, column, value, country)

    def add_custom_field(self, name: str, value: Json) -> None:
        """A field that the company added: an attribute, and an identifier too where it is named as a loyalty id."""
        if name:
            self.add_attribute(name, value)
        if _LOYALTY_ID.search(name):
            self.add_identifier("loyalty_id", as_text(value))

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
            if self.identifiers:
                raise InvalidInput(_ONLY_JUNK)
            raise InvalidInput("the row has no id and no identifier, so nobody can be found by it")
        name = id or (record_name(self.naming_identifier, self.attributes) if self.naming_identifier else "")
        return SourceRecord(source, name, self.attributes, tuple(self.identifiers), observed_at)

    def _is_junk(self, record_id: str) -> bool:
        """Whether an id is one of the row's identifiers, and that is junk."""
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
            row.drop(column, str(error), text)
