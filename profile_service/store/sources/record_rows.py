"""What is stored of a source record, as plain values: made ahead of the transaction, and cheap to hand to another
process."""

from typing import Any, NamedTuple

from profile_service.domain.resolution.comparable_records import ComparedAttributes
from profile_service.domain.sources.records import RecordVersion, SourceRecord
from profile_service.domain.values.identifiers import Identifier

PROPERTIES = (
    "key", "source", "record_id", "name", "name_forward", "name_backward", "attributes", "digest", "observed_at",
    "stub", "retired_at",
)  # fmt: skip
"""In the order of `RecordRow.values`."""


class RecordRow(NamedTuple):
    """A version of a source record, ready to be written: made by the process that reads the file, so that the one that
    holds the write lock only sends it. `identifiers`: those that its source states, and the canonical ones once the
    rules in force are known; `compared`: its attributes as resolution compares them; `values`: of `PROPERTIES`."""

    key: str
    version: RecordVersion
    identifiers: frozenset[Identifier]
    compared: ComparedAttributes
    values: list[Any]


def record_row(record: SourceRecord) -> RecordRow:
    forward, backward = record.name_orders
    key, version = record.key, record.version
    values: list[Any] = [
        key,
        record.source,
        record.record_id,
        record.name or None,
        forward or None,
        backward if " " in forward else None,
        record.attributes_text,
        version.digest,
        version.observed_at,
        version.stub,
        version.retired_at,
    ]
    compared = ComparedAttributes.from_attributes(record.attributes)
    return RecordRow(key, version, frozenset(record.identifiers), compared, values)
