"""What no store could keep is found out before the store sees it, and named without its value."""

from collections.abc import Callable
from typing import Any

import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.sources.validation import validate
from profile_service.domain.values.errors import InvalidInput

_AT = "2026-11-22T09:00:00.000000Z"


def _nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def _sale(**changes: Any) -> Item:
    return Item(2, events=(Transaction("o", "s:1", "order", _AT, **changes),))


def _visit(**changes: Any) -> Item:
    return Item(2, events=(Interaction("e", "s:1", "visit", _AT, **changes),))


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
        (_visit(channel="a\tb"), "a tab"),
        (_visit(details={"n": 2**63}), "beyond 64 bits"),
        (_visit(details={"n": float("nan")}), "not finite"),
        (_visit(details=_nested(1_000)), "deeper than 32"),
        (_visit(about=(Subject("Product", ""),)), "the Product is blank"),
        (_sale(total_minor=2**63), "the total is beyond 64 bits"),
        (_sale(lines=(Line(Subject("Product", "p"), float("inf"), 1),)), "not a finite number"),
    ],
)
def test_what_cannot_be_stored_is_refused(item: Item, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        validate(item)


@pytest.mark.parametrize("make", [_sale, _visit])
def test_what_can_be_stored_passes(make: Callable[..., Item]) -> None:
    validate(make(details={"deep": [{"list": [1, 2.5, None, True, "x"]}]}))
