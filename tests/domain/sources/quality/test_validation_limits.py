"""The longest text, the deepest nesting and the largest number that an item may hold, and the first beyond."""

from typing import Any

import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.quality.validation import validate
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-11-22T09:00:00.000000Z"
_KEY, _TOO_LONG_KEY = "s:" + "k" * 510, "s:" + "k" * 511
_TEXT, _TOO_LONG = "x" * 65_536, "x" * 65_537
_LONGER_KEY, _LONGER_TEXT = "is longer than 512 characters", "is longer than 65536 characters"


# Any: fields of records, events and consents by name, which differ in type.
def _record(source: str = "s", id: str = "1", attributes: Any = None, *identifiers: Identifier) -> Item:
    return Item(2, (SourceRecord(source, id, attributes or {}, identifiers),))


def _visit(key: str = "e", record: str = "s:1", kind: str = "visit", **changes: Any) -> Item:
    return Item(2, events=(Interaction(key, record, kind, _AT, **changes),))


def _sale(*lines: Line, **changes: Any) -> Item:
    return Item(2, events=(Transaction("o", "s:1", "order", _AT, lines=lines, **changes),))


def _consent(**changes: str) -> Item:
    fields: dict[str, Any] = {"record": "s:1", "purpose": "marketing", "channel": "email", "evidence": ""}
    return Item(2, consents=(Consent(status=ConsentStatus.GRANTED, at=None, **fields | changes),))


def _line(key: str = "p", name: str = "", quantity: float = 1.0, price: int = 1, discount: int = 0) -> Line:
    return Line(Subject("Product", key, name), quantity, price, discount)


def _nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize(
    ("last", "first", "reason"),
    [
        (_record("s" * 512), _record("s" * 513), f"the source {_LONGER_KEY}"),
        (_record(id="1" * 512), _record(id="1" * 513), f"the record_id {_LONGER_KEY}"),
        (
            _record(attributes={"n" * 512: "v"}),
            _record(attributes={"n" * 513: "v"}),
            f"the attribute name {_LONGER_KEY}",
        ),
        (_record(attributes={"n": _TEXT}), _record(attributes={"n": _TOO_LONG}), f"the attribute n {_LONGER_TEXT}"),
        (
            _record("s", "1", {}, Identifier("badge", "v" * 512)),
            _record("s", "1", {}, Identifier("badge", "v" * 513)),
            f"the badge {_LONGER_KEY}",
        ),
        (_visit("e" * 512), _visit("e" * 513), f"the event key {_LONGER_KEY}"),
        (_visit(record=_KEY), _visit(record=_TOO_LONG_KEY), f"the record key {_LONGER_KEY}"),
        (_visit(kind="k" * 512), _visit(kind="k" * 513), f"the kind {_LONGER_KEY}"),
        (_visit(channel=_TEXT), _visit(channel=_TOO_LONG), f"the channel {_LONGER_TEXT}"),
        (_visit(device=_TEXT), _visit(device=_TOO_LONG), f"the device {_LONGER_TEXT}"),
        (_visit(task=_TEXT), _visit(task=_TOO_LONG), f"the task {_LONGER_TEXT}"),
        (
            _visit(about=(Subject("Case", "c" * 512),)),
            _visit(about=(Subject("Case", "c" * 513),)),
            f"the Case {_LONGER_KEY}",
        ),
        (
            _visit(about=(Subject("Case", "c", _TEXT),)),
            _visit(about=(Subject("Case", "c", _TOO_LONG),)),
            f"the Case {_LONGER_TEXT}",
        ),
        (_visit(details={"t": _TEXT}), _visit(details={"t": _TOO_LONG}), f"the text in the details {_LONGER_TEXT}"),
        (_visit(details={_TEXT: 1}), _visit(details={_TOO_LONG: 1}), f"the text in the details {_LONGER_TEXT}"),
        (_visit(details={"d": _nested(31)}), _visit(details={"d": _nested(32)}), "are nested deeper than 32 levels"),
        (_visit(details={"n": 2**63 - 1}), _visit(details={"n": 2**63}), "hold an integer beyond 64 bits"),
        (_visit(details={"n": -(2**63)}), _visit(details={"n": -(2**63) - 1}), "hold an integer beyond 64 bits"),
        (_visit(details={"n": 1e308}), _visit(details={"n": float("inf")}), "hold a number that is not finite"),
        (_sale(number=_TEXT), _sale(number=_TOO_LONG), f"the number {_LONGER_TEXT}"),
        (_sale(status=_TEXT), _sale(status=_TOO_LONG), f"the status {_LONGER_TEXT}"),
        (_sale(total_minor=2**63 - 1), _sale(total_minor=2**63), "the total is beyond 64 bits"),
        (_sale(total_minor=-(2**63)), _sale(total_minor=-(2**63) - 1), "the total is beyond 64 bits"),
        (_sale(discount_minor=2**63 - 1), _sale(discount_minor=2**63), "the discount is beyond 64 bits"),
        (_sale(_line(price=2**63 - 1)), _sale(_line(price=2**63)), "the price of a line is beyond 64 bits"),
        (_sale(_line(discount=2**63 - 1)), _sale(_line(discount=2**63)), "the discount of a line is beyond 64 bits"),
        (_sale(_line("p" * 512)), _sale(_line("p" * 513)), f"the product {_LONGER_KEY}"),
        (_sale(_line(name=_TEXT)), _sale(_line(name=_TOO_LONG)), f"the product {_LONGER_TEXT}"),
        (_sale(_line(quantity=1e308)), _sale(_line(quantity=float("nan"))), "a line's quantity is not a finite number"),
        (_consent(record=_KEY), _consent(record=_TOO_LONG_KEY), f"the record key {_LONGER_KEY}"),
        (_consent(purpose="p" * 512), _consent(purpose="p" * 513), f"the purpose {_LONGER_KEY}"),
        (_consent(channel="c" * 512), _consent(channel="c" * 513), f"the channel {_LONGER_KEY}"),
        (_consent(evidence=_TEXT), _consent(evidence=_TOO_LONG), f"the evidence {_LONGER_TEXT}"),
        (
            Item(2, merges=(SourceMerge(_KEY, "s:1", _TEXT),)),
            Item(2, merges=(SourceMerge(_KEY, "s:1", _TOO_LONG),)),
            f"the reason {_LONGER_TEXT}",
        ),
        (
            Item(2, merges=(SourceMerge("s:1", _KEY, ""),)),
            Item(2, merges=(SourceMerge("s:1", _TOO_LONG_KEY, ""),)),
            f"the record key {_LONGER_KEY}",
        ),
        (
            Item(2, deletions=(SourceDeletion(_KEY),)),
            Item(2, deletions=(SourceDeletion(_TOO_LONG_KEY),)),
            f"the record key {_LONGER_KEY}",
        ),
    ],
)
def test_item_is_valid_up_to_its_limit(last: Item, first: Item, reason: str) -> None:
    validate(last)
    with pytest.raises(InvalidInput, match=reason):
        validate(first)


@pytest.mark.parametrize("mark", ["\t", "\n", "\r", "\x0b", "\x1c", "\u2028"])
@pytest.mark.parametrize("name", ["kind", "channel"])
def test_values_in_tallies_are_one_line(mark: str, name: str) -> None:
    with pytest.raises(InvalidInput, match=f"the {name} holds a tab or a line break"):
        validate(_visit(**{name: f"a{mark}b"}))
    with pytest.raises(InvalidInput, match=f"the {name} holds a tab or a line break"):
        validate(_visit(**{name: f"a{mark}"}))
    validate(_visit(**{name: "a\u200bb"}))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (_visit(channel="a\x00"), "the channel holds a NUL character"),
        (_visit(device="é\ud800"), "the device holds a lone surrogate, which is no character"),
        (_visit(kind=" "), "the kind is blank"),
        (_visit(details={"a": [{"b": "\x00"}]}), "the text in the details holds a NUL character"),
        (_record(attributes={" ": "v"}), "the attribute name is blank"),
        (_record("s", "1", {}, Identifier("badge", "")), "the badge is blank"),
        (_sale(_line("")), "the product is blank"),
        (_consent(channel=""), "the channel is blank"),
        (_consent(record="s1"), "the record key is not of the form source:record_id"),
        (Item(2, merges=(SourceMerge("s1", "s:1", ""),)), "the record key is not of the form source:record_id"),
    ],
)
def test_refusal_names_the_part_at_fault(item: Item, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        validate(item)


def test_every_part_of_an_item_is_checked() -> None:
    fine: Event = Interaction("e", "s:1", "visit", _AT, "é", details={"t": "é"})
    validate(Item(2, (SourceRecord("s", "1", {"name": "é"}),), (fine, fine)))
    with pytest.raises(InvalidInput, match="the event key is blank"):
        validate(Item(2, events=(fine, Interaction(" ", "s:1", "visit", _AT))))
