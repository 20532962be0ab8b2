"""Source records, gathered cell by cell from a row."""

import re
from collections.abc import Mapping

from loaders.build.countries import country_code
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.resolution.stated_attributes import stated_attributes
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import MAX_LENGTH, Identifier, identifier
from profile_service.domain.values.phones import AS_WRITTEN, digits_of
from profile_service.domain.values.placeholders import is_program_word
from profile_service.domain.values.text import without_unseen

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
            self.add_attribute(name, row.get(column))

    def add_identifier(self, type: str, value: str) -> None:
        """An identifier that the source itself assigns. Raises InvalidInput where type or value is not valid."""
        if value:
            self.identifiers[identifier(type, value)] = None

    def add_email(self, text: str) -> None:
        """An e-mail as identifier; one that cannot be read stays as the attribute `email_as_written`."""
        self._add_readable("email", text, None)

    def add_phone(self, text: str, country: str = "") -> None:
        """A phone as identifier, national ones read with `country` or else the record's.

        One that is no valid number stays as the attribute `phone_as_written`, and as an identifier of that type, which
        can be searched for and joins nobody.
        """
        is_read = self._add_readable("phone", text, (country_code(country) if country else None) or self.country)
        if not is_read and len(text) <= MAX_LENGTH and len(digits_of(text)) >= _LEAST_DIGITS:
            self.identifiers[Identifier(AS_WRITTEN, without_unseen(text))] = None

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

    def build(self, source: str, record_id: str = "", observed_at: str | None = None) -> SourceRecord:
        """The record; without an id of its own it is named by its naming identifier: `email:ann@x.org`.

        An id that is a junk value is none. Raises InvalidInput where there is neither an id nor a naming identifier.
        """
        id = "" if self._is_junk(record_id) else record_id
        if not id and self.naming_identifier is None:
            if any(identifier.type != AS_WRITTEN for identifier in self.identifiers):
                raise InvalidInput(_ONLY_JUNK)
            raise InvalidInput("the row has no id and no identifier, so nobody can be found by it")
        name = id or (self.naming_identifier.key if self.naming_identifier else "")
        return SourceRecord(source, name, stated_attributes(self.attributes), tuple(self.identifiers), observed_at)

    def _is_junk(self, record_id: str) -> bool:
        """Whether an id is a program's word for none, or one of the row's identifiers, and that is junk."""
        if is_program_word(record_id):
            return True
        return any(record_id.casefold() == i.value and self._defaults.rules.is_junk(i) for i in self.identifiers)

    def _add_readable(self, type: str, text: str, country: str | None) -> bool:
        """Whether there is nothing left to keep: the text was read, or blank."""
        try:
            if text:
                self.identifiers[identifier(type, text, country)] = None
        except InvalidInput:
            self.add_attribute(f"{type}_as_written", text)
            return False
        return True
