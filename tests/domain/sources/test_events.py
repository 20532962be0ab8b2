"""The digest of an event, which shows whether loading it again changes anything, and its place in a timeline."""

from dataclasses import replace

from profile_service.domain.sources.events import (
    Interaction,
    Line,
    Subject,
    Transaction,
    as_transaction,
    timeline_key,
    timeline_prefix,
)

_AT, _LATER = "2026-11-22T09:00:00.000000Z", "2026-11-23T09:00:00.000000Z"
_VISIT = Interaction(
    "e", "shop:1", "visit", _AT, "web", "mobile", "browse", "one-way", (Subject("Case", "d:1"),), {"a": 1}
)
_SALE = Transaction(
    "o", "shop:1", "order", _AT, number="7", status="paid", total_minor=900, discount_minor=100,
    lines=(Line(Subject("Product", "p"), 2.0, 500, 50),),
)  # fmt: skip
_OTHER_VISITS = [
    replace(_VISIT, key="f"), replace(_VISIT, record="shop:2"), replace(_VISIT, kind="call"),
    replace(_VISIT, occurred_at=_LATER), replace(_VISIT, channel="app"), replace(_VISIT, device=None),
    replace(_VISIT, task=None), replace(_VISIT, direction="two-way"), replace(_VISIT, about=()),
    replace(_VISIT, about=(Subject("Product", "d:1"),)), replace(_VISIT, details={"a": 2}),
]  # fmt: skip
_OTHER_SALES = [
    replace(_SALE, number="8"), replace(_SALE, status=None), replace(_SALE, currency="EUR"),
    replace(_SALE, total_minor=901), replace(_SALE, discount_minor=0), replace(_SALE, lines=()),
    replace(_SALE, lines=(Line(Subject("Product", "q"), 2.0, 500, 50),)),
    replace(_SALE, lines=(Line(Subject("Product", "p"), 3.0, 500, 50),)),
    replace(_SALE, lines=(Line(Subject("Product", "p"), 2.0, 501, 50),)),
    replace(_SALE, lines=(Line(Subject("Product", "p"), 2.0, 500),)),
]  # fmt: skip


def test_digest_covers_the_whole_event() -> None:
    events = [_VISIT, _SALE, *_OTHER_VISITS, *_OTHER_SALES]
    assert len({event.digest for event in events}) == 2 + 11 + 10
    renamed = replace(_VISIT, about=(Subject("Case", "d:1", "Renamed"),))
    assert renamed.digest == _VISIT.digest, "the name of a subject is not part of the event"
    assert replace(_VISIT, details={"b": 1, "a": 1}).digest == replace(_VISIT, details={"a": 1, "b": 1}).digest
    assert len(_VISIT.digest) == 32


def test_details_become_json_text() -> None:
    assert (_VISIT.details_text, _SALE.details_text) == ('{"a":1}', None)


def test_defaults_of_transactions() -> None:
    sale = Transaction("o", "shop:1", "order", _AT)
    assert (sale.currency, sale.total_minor, sale.discount_minor, sale.number, sale.status) == ("USD", 0, 0, None, None)
    assert Line(Subject("Product", "p"), 1.0, 5).discount_minor == 0
    assert Subject("Product", "p").name == ""


def test_timeline_key_sorts_by_time_within_a_record() -> None:
    assert timeline_key("shop:1", _AT, "e") == f"shop:1|{_AT}|e" == _VISIT.timeline
    assert timeline_prefix("a|b|c") == "a%7Cb%7Cc|"


def test_event_of_a_sale_without_amounts_is_a_transaction_of_unknown_amount() -> None:
    click = Interaction(
        "c", "shop:1", "order", "2026-01-01T09:00:00.000000Z", "web", details={"order": " 77 ", "status": "paid"}
    )
    sale = as_transaction(click)
    assert isinstance(sale, Transaction)
    assert (sale.number, sale.status, sale.currency, sale.total_minor, sale.has_amount) == (
        "77",
        "paid",
        "XXX",
        0,
        False,
    )
    assert (sale.key, sale.record, sale.channel, sale.details) == (click.key, click.record, "web", click.details)
    assert as_transaction(sale) is sale
    visit = replace(click, kind="page_view")
    assert as_transaction(visit) is visit
