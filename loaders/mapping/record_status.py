"""The status of records through a mapping: merged or deleted at their source, and consents."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from loaders.build.consent_columns import consents_by_address
from loaders.formats.rows import as_text
from loaders.mapping.field_paths import Cells, field_getter, optional_getter
from loaders.mapping.language import SourceMapping
from loaders.mapping.record_rules import ConsentRule
from loaders.mapping.values import condition_reader, time_reader
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord, record_key


class StatusMapper:
    """Makes the merge, deletion and consents of the record that a row is about."""

    def __init__(self, mapping: SourceMapping) -> None:
        rule, nested = mapping.record, mapping.is_nested
        self._source = mapping.source
        self._id = optional_getter(rule.id, nested=nested, complete=True)
        self._survivor = optional_getter(rule.merged_into, nested=nested, complete=True)
        self._names_survivors = rule.merged_into is not None
        self._is_deleted = condition_reader(rule.gone, nested=nested) if rule.gone else None
        self._observed_at = time_reader(rule.observed_at, mapping.zone, nested=nested) if rule.observed_at else None
        self._consents = [(one.about, _consent_reader(one, mapping.zone, nested=nested)) for one in rule.consents]

    def merge(self, line: int, key: str, records: Sequence[SourceRecord], cells: Cells) -> Item | None:
        """The item of a record (`key`) that its source merged into another, which holds nothing else; None for any
        other. `records`: what the row has of it, if anything."""
        survivor = self._survivor_key(cells) if self._names_survivors else None
        if not survivor or survivor == key:
            return None
        merge = SourceMerge(key, survivor, "merged at the source")
        if records:
            merge = replace(merge, at=records[0].observed_at, identifiers=records[0].identifiers)
        return Item(line, merges=(merge,))

    def deletion(self, line: int, cells: Cells) -> Item | None:
        """The item of a record that its source deleted, which holds nothing else; None for any other."""
        if self._is_deleted is None or not self._is_deleted(cells):
            return None
        key = self._key(cells)
        if not key or self._survivor_key(cells) not in (None, key):
            return None
        deleted_at = self._observed_at(cells) if self._observed_at else None
        return Item(line, deletions=(SourceDeletion(key, deleted_at),))

    def _key(self, cells: Cells) -> str | None:
        id = as_text(self._id(cells))
        return record_key(self._source, id) if id else None

    def _survivor_key(self, cells: Cells) -> str | None:
        """The key of the record that the row's one was merged into; None where none is named, or none for the row."""
        survivor = as_text(self._survivor(cells))
        return record_key(self._source, survivor) if survivor and self._key(cells) else None

    def consents(self, key: str, records: Sequence[SourceRecord], cells: Cells) -> tuple[Consent, ...]:
        """The consents of the record with this key, which is among the `records` where the row has any of it."""
        statements: list[Consent] = []
        for about, read in self._consents:
            if consent := read(key, cells):
                statements += (
                    consents_by_address(records[0], [consent]) if about == "address" and records else [consent]
                )
        return tuple(statements)


def _consent_reader(rule: ConsentRule, zone: str, *, nested: bool) -> Callable[[str, Cells], Consent | None]:
    """Reads the consent of a record, given by its key; None where the field holds none of the rule's words."""
    get = field_getter(rule.field, nested=nested)
    get_time = time_reader(rule.at, zone, nested=nested) if rule.at else None
    statuses = dict.fromkeys(_in_lower_case(rule.granted), ConsentStatus.GRANTED)
    statuses |= dict.fromkeys(_in_lower_case(rule.not_granted), ConsentStatus.NOT_GRANTED)
    statuses |= dict.fromkeys(_in_lower_case(rule.withdrawn), ConsentStatus.WITHDRAWN)

    def consent(record: str, cells: Cells) -> Consent | None:
        word = as_text(get(cells)).casefold()
        if word not in statuses:
            return None
        at = get_time(cells) if get_time else None
        return Consent(record, rule.purpose, rule.channel, statuses[word], at, f"{rule.field}: {word}")

    return consent


def _in_lower_case(words: Sequence[str | bool | int]) -> list[str]:
    return [as_text(word).casefold() for word in words]
