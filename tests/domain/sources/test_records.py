"""What a record, an event or an item says, what tells two versions apart, and how a name is looked up."""

from dataclasses import replace
from typing import Any

import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import (
    Interaction,
    Line,
    Subject,
    Transaction,
    timeline_key,
    timeline_prefix,
)
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import (
    ATTRIBUTES,
    REMOVED,
    RecordVersion,
    SourceRecord,
    lookup_form,
    name_orders,
    record_key,
    retired,
    stub,
)
from profile_service.domain.values.identifiers import Identifier

_AT, _LATER = "2026-11-22T09:00:00.000000Z", "2026-11-23T09:00:00.000000Z"
_MAIL, _PHONE = Identifier("email", "ann@shop.org"), Identifier("phone", "+14155552671")
_ANN = SourceRecord("shop", "7:1", {"name": "Ann Smith", "city": "Lyon"}, (_MAIL, _PHONE), _AT)


def test_attributes_that_every_loader_uses() -> None:
    assert ATTRIBUTES == (
        "name", "given_name", "family_name", "salutation", "birth_date", "gender", "language", "company", "street",
        "city", "region", "postal_code", "country",
    )  # fmt: skip


def test_key_is_source_and_record_id() -> None:
    assert (_ANN.key, record_key("shop", "7:1")) == ("shop:7:1", "shop:7:1")
    assert stub("shop:7:1") == SourceRecord("shop", "7:1", stub=True)
    assert retired("shop:7:1", _LATER, _AT) == SourceRecord("shop", "7:1", observed_at=_AT, retired_at=_LATER)


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"name": "Ann Smith", "given_name": "A."}, "Ann Smith"),
        ({"given_name": "Ann", "family_name": "Smith"}, "Ann Smith"),
        ({"family_name": "Smith"}, "Smith"),
        ({"name": REMOVED, "given_name": "Ann"}, "Ann"),
        ({"given_name": REMOVED}, ""),
        ({}, ""),
    ],
)
def test_name_is_the_whole_one_or_its_parts(attributes: dict[str, str], name: str) -> None:
    assert SourceRecord("shop", "1", attributes).name == name


def test_removed_attribute_is_empty() -> None:
    record = SourceRecord("shop", "1", {"city": REMOVED, "street": "High Street"})
    assert [record.attribute(name) for name in ("city", "street", "region")] == ["", "High Street", ""]
    assert record.attributes_text == '{"city":"\\u0018","street":"High Street"}'


def test_digest_is_of_what_the_record_says() -> None:
    turned = SourceRecord("crm", "2", {"city": "Lyon", "name": "Ann Smith"}, (_PHONE, _MAIL), _LATER)
    assert turned.digest == _ANN.digest
    others = [
        replace(_ANN, attributes={"name": "Ann Smith"}),
        replace(_ANN, attributes={"name": "Ann Smith", "city": "Nice"}),
        replace(_ANN, identifiers=(_MAIL,)),
        replace(_ANN, retired_at=_AT),
    ]
    assert len({_ANN.digest, *(each.digest for each in others)}) == 5
    assert len(_ANN.digest) == 32
    assert _ANN.version == RecordVersion(_ANN.digest, _AT, stub=False, retired_at=None)
    assert replace(_ANN, retired_at=_LATER, stub=True).version[1:] == (_AT, True, _LATER)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("José  García", "jose garcia"),
        ("Anna-Maria O'Brien", "anna maria obrien"),
        ("Łukasz Żak", "lukasz zak"),
        ("李小龙", "lixiaolong"),
        ("Smith, Ann (VIP)", "smith ann vip"),
        (" - ! ", ""),
    ],
)
def test_name_is_looked_up_in_plain_words(text: str, words: str) -> None:
    assert lookup_form(text) == words


def test_name_is_looked_up_in_both_orders() -> None:
    assert name_orders("Ann-Marie Smith") == ("ann marie smith", "smith ann marie")
    assert name_orders("Ann") == ("ann", "ann")
    assert name_orders("") == ("", "")
    assert _ANN.name_orders == ("ann smith", "smith ann")


_CASE = Subject("Case", "d:1")
_VISIT = Interaction(
    "e", "shop:1", "visit", _AT, "web", "mobile", "browse", "one-way", (Subject("Case", "d:1"),), {"a": 1}
)
_SALE = Transaction(
    "o", "shop:1", "order", _AT, number="7", status="paid", total_minor=900, discount_minor=100,
    lines=(Line(Subject("Product", "p"), 2.0, 500, 50),),
)  # fmt: skip


_VISITS: list[dict[str, Any]] = [
    {"key": "f"}, {"record": "shop:2"}, {"kind": "call"}, {"occurred_at": _LATER}, {"channel": "app"}, {"device": None},
    {"task": None}, {"direction": "two-way"}, {"about": ()}, {"about": (Subject("Product", "d:1"),)},
    {"details": {"a": 2}},
]  # fmt: skip
_SALES: list[dict[str, Any]] = [
    {"number": "8"}, {"status": None}, {"currency": "EUR"}, {"total_minor": 901}, {"discount_minor": 0}, {"lines": ()},
    {"lines": (Line(Subject("Product", "q"), 2.0, 500, 50),)},
    {"lines": (Line(Subject("Product", "p"), 3.0, 500, 50),)},
    {"lines": (Line(Subject("Product", "p"), 2.0, 501, 50),)},
    {"lines": (Line(Subject("Product", "p"), 2.0, 500),)},
]  # fmt: skip


def test_digest_is_of_all_that_an_event_says() -> None:
    said = [_VISIT, _SALE, *(replace(_VISIT, **each) for each in _VISITS), *(replace(_SALE, **each) for each in _SALES)]
    assert len({each.digest for each in said}) == 2 + 11 + 10
    renamed = replace(_VISIT, about=(Subject("Case", "d:1", "Renamed"),))
    assert renamed.digest == _VISIT.digest, "what a thing is called is not said by the event"
    assert replace(_VISIT, details={"b": 1, "a": 1}).digest == replace(_VISIT, details={"a": 1, "b": 1}).digest
    assert len(_VISIT.digest) == 32


def test_details_are_json_text_where_there_are_some() -> None:
    assert (_VISIT.details_text, _SALE.details_text) == ('{"a":1}', None)


def test_transaction_is_of_dollars_and_nothing_unless_told_otherwise() -> None:
    sale = Transaction("o", "shop:1", "order", _AT)
    assert (sale.currency, sale.total_minor, sale.discount_minor, sale.number, sale.status) == ("USD", 0, 0, None, None)
    assert Line(Subject("Product", "p"), 1.0, 5).discount_minor == 0
    assert Subject("Product", "p").name == ""


def test_timeline_key_sorts_by_time_within_a_record() -> None:
    assert timeline_key("shop:1", _AT, "e") == f"shop:1|{_AT}|e" == _VISIT.timeline
    assert timeline_prefix("a|b|c") == "a%7Cb%7Cc|"


def test_item_names_its_records() -> None:
    consent = Consent("shop:5", "marketing", "email", ConsentStatus.GRANTED, None, "")
    merge, deletion = SourceMerge("shop:2", "shop:3", "twice"), SourceDeletion("shop:4")
    item = Item(2, (_ANN,), (_VISIT,), merges=(merge,), deletions=(deletion,), consents=(consent,))
    assert list(item.referenced_records()) == ["shop:2", "shop:3", "shop:5"]
    assert list(item.all_records()) == ["shop:7:1", "shop:4", "shop:2", "shop:3", "shop:5"]
    assert (Item(2).rows, Rejected(2, "blank", ",,").rows, consent.source) == (1, 1, "shop")
