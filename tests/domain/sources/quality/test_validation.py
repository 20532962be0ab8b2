"""Items that no store could keep are refused before the store sees them, without their values in the error."""

from dataclasses import replace

import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.quality.validation import validate
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput

_AT = "2026-11-22T09:00:00.000000Z"
_ORDER = Transaction("o", "s:1", "order", _AT)
_VISIT = Interaction("e", "s:1", "visit", _AT)


def _nested(depth: int) -> dict[str, Json]:
    value: dict[str, Json] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def _item(event: Event) -> Item:
    return Item(2, events=(event,))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (Item(2, (SourceRecord("s", " "),)), "the record_id is blank"),
        (Item(2, (SourceRecord("s:t", "1"),)), "the source holds a colon"),
        (Item(2, (SourceRecord("s", "1", {"note": "\ud800"}),)), "lone surrogate"),
        (Item(2, (SourceRecord("s", "1", {"note": "a\x00"}),)), "NUL"),
        (Item(2, (SourceRecord("s", "1", {"note": "x" * 65_537}),)), "longer than 65536"),
        (Item(2, events=(Interaction("", "s:1", "visit", _AT),)), "the event key is blank"),
        (Item(2, events=(Interaction("e", "s1", "visit", _AT),)), "source:record_id"),
        (Item(2, merges=(SourceMerge("s:1", "s:1", ""),)), "merged into itself"),
        (Item(2, merges=(SourceMerge("s:1", "s1", ""),)), "source:record_id"),
        (Item(2, deletions=(SourceDeletion("s1"),)), "source:record_id"),
        (Item(2, consents=(Consent("s:1", "", "email", ConsentStatus.GRANTED, None, ""),)), "the purpose is blank"),
        (_item(replace(_VISIT, channel="a\tb")), "a tab"),
        (_item(replace(_VISIT, details={"n": 2**63})), "beyond 64 bits"),
        (_item(replace(_VISIT, details={"n": float("nan")})), "not finite"),
        (_item(replace(_VISIT, details=_nested(1_000))), "deeper than 32"),
        (_item(replace(_VISIT, about=(Subject("Product", ""),))), "the Product is blank"),
        (_item(replace(_ORDER, total_minor=2**63)), "the total is beyond 64 bits"),
        (_item(replace(_ORDER, lines=(Line(Subject("Product", "p"), float("inf"), 1),))), "not a finite number"),
        (
            _item(replace(_ORDER, lines=(Line(Subject("Product", "p"), 1, 1, details={"g": float("inf")}),))),
            "the details of a line hold a number that is not finite",
        ),
    ],
)
def test_unstorable_items_are_refused(item: Item, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        validate(item)


@pytest.mark.parametrize("event", [_ORDER, _VISIT])
def test_storable_items_pass(event: Event) -> None:
    validate(_item(replace(event, details={"deep": [{"list": [1, 2.5, None, True, "x"]}]})))
