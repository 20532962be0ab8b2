"""Records through a mapping: the key of the record that a row is about, and the record itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from loaders.build.record_builder import BIRTH_DATE, RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row, as_text
from loaders.mapping.field_paths import field_getter, no_field, optional_getter
from loaders.mapping.language import SourceMapping
from loaders.mapping.record_rules import IdentifierRule
from loaders.mapping.values import condition_reader, time_reader
from profile_service.domain.sources.records import SourceRecord, record_key

_Adder: TypeAlias = Callable[[Row, RecordBuilder], None]


class RecordMapper:
    """Makes the record of a row. Where the mapping names no country, that of `defaults` reads national phones."""

    def __init__(self, mapping: SourceMapping, defaults: RecordDefaults) -> None:
        rule, nested = mapping.record, mapping.is_nested
        self._source = mapping.source
        self._defaults = replace(defaults, country=mapping.country or defaults.country)
        self._has_content = rule.has_content
        # Who subscribes does so with an address, whatever name is given with it.
        self._is_list = bool(rule.consents) and mapping.event is None
        self._id = optional_getter(rule.id, nested=nested, complete=True)
        self._observed_at = time_reader(rule.observed_at, mapping.zone, nested=nested) if rule.observed_at else no_field
        self._attributes = [
            (name, field_getter(field, nested=nested)) for name, field in rule.attributes.items() if name != BIRTH_DATE
        ]
        self._birth_field = rule.attributes.get(BIRTH_DATE)
        self._birth_date = optional_getter(self._birth_field, nested=nested)
        self._identifier_adders = [_identifier_adder(one, nested=nested) for one in rule.identifiers]

    def record(self, row: Row, occurred_at: str | None) -> tuple[str, tuple[SourceRecord, ...]]:
        """The record's key and the record; no record where the mapping reads nothing but its id.

        A record without a time of its own is of the time of the event, `occurred_at`. Raises InvalidInput where the
        row has neither an id nor an identifier.
        """
        cells = row.cells
        id = as_text(self._id(cells))
        id = "" if self._defaults.names_nobody(id) else id
        if id and not self._has_content:
            return record_key(self._source, id), ()
        builder = RecordBuilder(defaults=self._defaults)
        for name, get in self._attributes:
            builder.add_attribute(name, as_text(get(cells)))
        if self._birth_field:
            builder.add_birth_date(row, self._birth_field, as_text(self._birth_date(cells)))
        for add_identifier in self._identifier_adders:
            add_identifier(row, builder)
        if self._is_list:
            id = id or builder.account
        record = builder.build(self._source, id, self._observed_at(cells) or occurred_at)
        return record.key, (record,)


def _identifier_adder(rule: IdentifierRule, *, nested: bool) -> _Adder:
    """Adds the identifier of a row to its record where the rule's condition holds."""
    get = field_getter(rule.field, nested=nested, complete=rule.type not in ("email", "phone"))
    holds = condition_reader(rule.when, nested=nested)
    get_country = optional_getter(rule.country_field, nested=nested)
    type, field, fixed_country = rule.type, rule.field, rule.country or ""

    def add_email(row: Row, builder: RecordBuilder) -> None:
        if holds(row.cells):
            builder.add_email(row, field, as_text(get(row.cells)))

    def add_phone(row: Row, builder: RecordBuilder) -> None:
        if holds(row.cells):
            country = as_text(get_country(row.cells)) or fixed_country
            builder.add_phone(row, field, as_text(get(row.cells)), country)

    def add_identifier(row: Row, builder: RecordBuilder) -> None:
        if holds(row.cells):
            builder.add_identifier(type, as_text(get(row.cells)))

    return {"email": add_email, "phone": add_phone}.get(type, add_identifier)
