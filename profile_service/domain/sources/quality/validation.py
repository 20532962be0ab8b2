"""Validation of items before the store sees them, so that one bad row harms no other."""

import math

from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event, Json, Transaction
from profile_service.domain.sources.items import Item, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput

MAX_KEY = 512
MAX_TEXT = 65_536
MAX_DEPTH = 32
_INT64 = 2**63


def validate(item: Item) -> None:
    """Raise InvalidInput where the item cannot be stored, naming the part at fault and never its value."""
    for record in item.records:
        _check_record(record)
    for event in item.events:
        _check_event(event)
    for merge in item.merges:
        _check_merge(merge)
    for deletion in item.deletions:
        _check_record_key(deletion.record)
    for event_deletion in item.event_deletions:
        _check_key("event key", event_deletion.event)
    for consent in item.consents:
        _check_consent(consent)


def _check_merge(merge: SourceMerge) -> None:
    _check_record_key(merge.record)
    if merge.survivor:
        _check_record_key(merge.survivor)
    _check_text("reason", merge.reason)
    if merge.record == merge.survivor:
        raise InvalidInput("the record is said to be merged into itself")


def _check_consent(consent: Consent) -> None:
    _check_record_key(consent.record)
    _check_key("purpose", consent.purpose)
    _check_key("channel", consent.channel)
    _check_text("evidence", consent.evidence)
    if consent.address:
        _check_key(consent.address.type, consent.address.value)


def _check_record_key(key: str) -> None:
    _check_key("record key", key)
    if ":" not in key:
        raise InvalidInput("the record key is not of the form source:record_id")


def _check_record(record: SourceRecord) -> None:
    _check_key("source", record.source)
    _check_key("record_id", record.record_id)
    if ":" in record.source:
        raise InvalidInput("the source holds a colon")
    for name, value in record.attributes.items():
        _check_key("attribute name", name)
        if not _is_plain(value):
            _check_text(f"attribute {name}", value)
    for identifier in record.identifiers:
        _check_key(identifier.type, identifier.value)


def _check_event(event: Event) -> None:
    _check_key("event key", event.key)
    _check_record_key(event.record)
    _check_key("kind", event.kind)
    for name, text in (("channel", event.channel), ("device", event.device), ("task", event.task)):
        if text:
            _check_text(name, text)
    _check_one_line("kind", event.kind)
    _check_one_line("channel", event.channel or "")
    for subject in event.about:
        _check_key(subject.label, subject.key)
        _check_text(subject.label, subject.name)
    if event.details:
        _check_json("details", dict(event.details))
    if isinstance(event, Transaction):
        _check_transaction(event)


def _check_transaction(event: Transaction) -> None:
    _check_text("number", event.number or "")
    _check_text("status", event.status or "")
    _check_amount("total", event.total_minor)
    _check_amount("discount", event.discount_minor)
    for line in event.lines:
        _check_amount("price of a line", line.price_minor)
        _check_amount("discount of a line", line.discount_minor)
    for line in event.lines:
        _check_key("product", line.product.key)
        _check_text("product", line.product.name)
        if not math.isfinite(line.quantity):
            raise InvalidInput("a line's quantity is not a finite number")
        if line.details:
            _check_json("details of a line", dict(line.details))


def _check_amount(name: str, amount: int) -> None:
    if not -_INT64 <= amount < _INT64:
        raise InvalidInput(f"the {name} is beyond 64 bits")


def _is_plain(value: str) -> bool:
    """Whether it is ASCII of the length of a key, as most texts are, so that only a NUL character could be wrong."""
    return len(value) <= MAX_KEY and value.isascii() and "\x00" not in value


def _check_key(name: str, value: str) -> None:
    if value and value[0] > " " and _is_plain(value):
        return
    if not value.strip():
        raise InvalidInput(f"the {name} is blank")
    if len(value) > MAX_KEY:
        raise InvalidInput(f"the {name} is longer than {MAX_KEY} characters")
    _check_text(name, value)


def _check_one_line(name: str, value: str) -> None:
    """Refuse tabs and line breaks of every kind, which separate the values in the text of a tally."""
    if not value.isprintable() and ("\t" in value or len(f"{value}.".splitlines()) > 1):
        raise InvalidInput(f"the {name} holds a tab or a line break")


def _check_text(name: str, value: str) -> None:
    if len(value) > MAX_TEXT:
        raise InvalidInput(f"the {name} is longer than {MAX_TEXT} characters")
    if "\x00" in value:
        raise InvalidInput(f"the {name} holds a NUL character")
    if value.isascii():
        return
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"the {name} holds a lone surrogate, which is no character") from error


def _check_json(name: str, value: Json, depth: int = 0) -> None:
    if isinstance(value, str):
        if not _is_plain(value):
            _check_text(f"text in the {name}", value)
    elif depth > MAX_DEPTH:
        raise InvalidInput(f"the {name} are nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, float) and not math.isfinite(value):
        raise InvalidInput(f"the {name} hold a number that is not finite")
    elif isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise InvalidInput(f"the {name} hold an integer beyond 64 bits")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_json(name, key)
            _check_json(name, inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_json(name, inner, depth + 1)
