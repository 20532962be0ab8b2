"""Source records as they are written, in plain values: made ahead of the transaction, and cheap to hand to another
process."""

from typing import NamedTuple

from profile_service.domain.resolution.claims import StatedIdentifiers
from profile_service.domain.resolution.comparable_records import ComparedAttributes
from profile_service.domain.search.search_keys import SearchKeys, dictionary_words, search_keys
from profile_service.domain.sources.records import ALL_TYPES, RecordVersion, SourceRecord, removed_types
from profile_service.domain.values.identifiers import Identifier

PROPERTIES = (
    "key", "source", "record_id", "name", *SearchKeys._fields, "attributes", "digest", "observed_at", "stub",
    "retired_at", "merged",
)  # fmt: skip
"""The properties of a record, in the order of `RecordRow.values`."""


class RecordRow(NamedTuple):
    """A version of a source record, ready to be written: made by the process that reads the file, so that the process
    that holds the write lock only sends it. `identifiers`: those that its source states, and the canonical ones once
    the rules in force are known; `compared`: its attributes as resolution compares them; `values`: those of
    `PROPERTIES`; `removed`: the types of identifiers that its source states to be gone; `words`: those by which a
    search finds it although one letter is wrong."""

    key: str
    version: RecordVersion
    identifiers: frozenset[Identifier]
    compared: ComparedAttributes
    values: list[object]
    removed: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @property
    def stated_identifiers(self) -> StatedIdentifiers:
        return StatedIdentifiers(self.identifiers, self.version.observed_at, self.removed)


def record_row(record: SourceRecord) -> RecordRow:
    key, version = record.key, record.version
    keys = search_keys(record)
    values: list[object] = [
        key,
        record.source,
        record.record_id,
        record.name or None,
        *keys,
        record.attributes_text,
        version.digest,
        version.observed_at,
        version.stub,
        version.retired_at,
        version.merged or None,
    ]
    compared = ComparedAttributes.from_attributes(record.attributes)
    removed = ALL_TYPES if record.retired_at and not record.merged else removed_types(record.attributes)
    return RecordRow(
        key, version, frozenset(record.identifiers), compared, values, removed, dictionary_words(record, keys)
    )
