"""Erasures as people and programs read them."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.domain.privacy.erasures import ErasedRecord, ErasureOutcome, ErasurePreview, Purge
from profile_service.domain.values.quantities import counted

_NAMES = {
    "SourceRecord": "record",
    "Interaction": "interaction",
    "Transaction": "transaction",
    "Event": "event",
    "Identifier": "identifier",
    "Profile": "profile id",
    "HAS": "claim",
    "CONSENTED": "consent",
    "judgements": "judgement",
    "Decision": "decision",
    "Change": "entry of the change feed",
    "Answer": "kept answer",
}


_REMAINS = {
    Purge.LATER: "The store's files keep remains until `profile-service privacy purge`, or the engine's next start.",
    Purge.OPERATORS: "The files and logs of the Neo4j server keep parts of it for a while: see docs/privacy.md.",
}


def preview_lines(preview: ErasurePreview) -> Iterator[str]:
    """Who is in the profile, and what would go."""
    yield f"Profile {preview.profile} holds {counted(len(preview.records) + len(preview.kept), 'record')}:"
    for record in preview.records:
        yield f"    erased  {_record_text(record)}"
    for record in preview.kept:
        yield f"    stays   {_record_text(record)}"
    for source, (records, events) in sorted(preview.by_source.items()):
        yield f"{source}: {counted(records, 'record')}, {counted(events, 'event')}"
    yield f"In all: {', '.join(_count_texts(preview.counts))}"
    if preview.shared:
        yield f"{counted(preview.shared, 'identifier')} of others too: they stay with those"
    yield f"{counted(preview.suppressed, 'key')} will be kept as hashes and left out of later loads"
    for run in preview.running_loads:
        yield f"The rejects file of load {run} is being written and would be left as it is; erase when the load is over"


def outcome_lines(outcome: ErasureOutcome) -> Iterator[str]:
    yield f"Erased at {to_the_second(outcome.at)}: {', '.join(_count_texts(outcome.counts))}."
    if remains := _REMAINS.get(outcome.purge):
        yield remains
    yield f"Receipt: profile-service privacy receipt {outcome.id}"
    for run in outcome.unread:
        yield f"The rejects file of load {run} was left as it is, for the load is running; look at it when it is over"


def preview_data(preview: ErasurePreview) -> dict[str, Any]:
    return asdict(preview) | {
        "by_source": {
            source: {"records": records, "events": events} for source, (records, events) in preview.by_source.items()
        }
    }


def _record_text(record: ErasedRecord) -> str:
    return f"{record.key}  {record.name or '(no name)'}  {counted(record.events, 'event')}"


def _count_texts(counts: Any) -> list[str]:
    return [counted(count, _NAMES.get(name, name.lower())) for name, count in sorted(counts.items())]
