"""What the customer is worth, and what may go wrong with them; every figure worked by hand."""

import pytest

from profile_service.domain.context.history import History
from profile_service.domain.context.purchases.value import value
from profile_service.domain.context.risks import Risk, RiskKind, RiskLevel, risks
from profile_service.domain.profile.tallies import Cell, Tally
from profile_service.domain.sources.events import Event, Line, Transaction, as_transaction
from tests.rig.open_matters import CASE, MUG, TEA, Checkout, at, bought, did, history


def test_recency_frequency_and_monetary_value() -> None:
    orders = [
        bought("o1", "2024-12-20", TEA, total=4000),
        bought("o2", "2025-06-01", TEA, total=2000, checkout=Checkout(discount=500)),
        bought("o3", "2026-01-10", TEA, total=3000),
        bought("r1", "2026-01-20", TEA, kind="return", total=1000),
    ]
    worth = value(history("2026-01-31", *orders))
    assert (worth.currency, worth.recency_days, worth.frequency, worth.monetary_minor) == ("EUR", 21, 2, 5000)
    # By hand: 9000 less 1000 given back; 9000 by 3; a discount of 500 in 9500; one return for three orders.
    assert (worth.orders, worth.lifetime_minor, worth.average_minor) == (3, 8000, 3000)
    assert (worth.discount_share, worth.return_rate) == (0.05, 0.33)
    assert worth.evidence == ("o3", "o2", "o1")


def test_money_given_back_counts_once_whatever_its_sign() -> None:
    back = bought("r", "2026-01-20", kind="return", total=-1000)
    assert value(history("2026-01-31", bought("o", "2026-01-10", total=3000), back)).lifetime_minor == 2000


def test_correction_of_an_order_is_taken_off_what_was_paid() -> None:
    correction = bought("c", "2026-02-01", total=-1000)
    worth = value(history("2026-02-28", bought("o", "2026-01-10", total=3000), correction))
    assert (worth.monetary_minor, worth.lifetime_minor, worth.average_minor) == (2000, 2000, 1000)


@pytest.mark.parametrize("status", ["pending", "Voided", "canceled", "expired", "failed", "beamed up"])
def test_order_that_was_not_paid_is_worth_nothing(status: str) -> None:
    paid = bought("o1", "2026-01-10", TEA, total=3000, status="paid")
    unpaid = bought("o2", "2026-01-20", TEA, total=50_000, status=status)
    worth = value(history("2026-01-31", paid, unpaid))
    assert (worth.orders, worth.frequency, worth.recency_days) == (1, 1, 21)
    assert (worth.lifetime_minor, worth.average_minor, worth.monetary_minor) == (3000, 3000, 3000)
    assert worth.evidence == ("o1",)


def test_refunded_order_is_out_of_the_value_whether_a_return_tells_of_it_or_not() -> None:
    kept = bought("o1", "2026-01-10", total=3000)
    refunded = bought("o2", "2026-01-12", total=2000, number="2", status="refunded")
    partly = bought("o3", "2026-01-13", total=1000, number="3", status="partially_refunded")
    some = bought("r3", "2026-01-14", kind="return", total=400, order="3")
    back = bought("r2", "2026-01-15", kind="return", total=2000, order="2")
    for events in ((kept, refunded), (kept, refunded, back)):
        worth = value(history("2026-01-31", *events))
        assert (worth.orders, worth.frequency, worth.lifetime_minor) == (1, 1, 3000)
        assert worth.return_rate == 0.5
    worth = value(history("2026-01-31", kept, refunded, back, partly, some))
    assert (worth.orders, worth.lifetime_minor, worth.return_rate) == (2, 3600, 0.67)


def test_order_of_unknown_amount_counts_and_leaves_the_average_alone() -> None:
    unknown = [as_transaction(did(f"u{n}", "order", f"2026-01-{n}", TEA)) for n in (20, 21, 22)]
    worth = value(history("2026-01-31", bought("o", "2026-01-10", total=3000), *unknown))
    assert (worth.orders, worth.frequency, worth.recency_days, worth.currency) == (4, 4, 9, "EUR")
    assert (worth.lifetime_minor, worth.average_minor, worth.monetary_minor) == (3000, 3000, 3000)
    assert worth.reason == "4 orders by the tallies, 3 of unknown amount; discounts and recency by the latest 1"
    nothing = value(history("2026-01-31", *unknown))
    assert (nothing.orders, nothing.currency, nothing.lifetime_minor, nothing.average_minor) == (3, None, 0, None)


def test_main_currency_is_the_one_of_most_orders() -> None:
    orders = [bought(f"o{n}", f"2026-01-1{n}", checkout=Checkout(currency="EUR")) for n in range(2)]
    dear = bought("o9", "2026-01-20", checkout=Checkout(currency="JPY"), total=900_000)
    worth = value(history("2026-01-31", *orders, dear))
    assert (worth.currency, worth.orders, worth.recency_days) == ("EUR", 3, 11)
    assert (worth.lifetime_minor, worth.average_minor, worth.monetary_minor) == (2000, 1000, 2000)


def test_whoever_bought_nothing_is_worth_nothing_yet() -> None:
    worth = value(history("2026-01-31"))
    assert (worth.currency, worth.recency_days, worth.orders, worth.average_minor) == (None, None, 0, None)


def _of(kind: RiskKind, now: str, *events: Event) -> Risk | None:
    return next((risk for risk in risks(history(now, *events)) if risk.kind is kind), None)


def test_fewer_orders_than_usual_are_a_decline() -> None:
    months = [f"2026-{month:02d}" for month in range(1, 8)]
    usual = [bought(f"{month}-{n}", f"{month}-{n:02d}", TEA) for month in months for n in (1, 8, 15, 22)]
    late = [bought(day, day, TEA) for day in ("2026-08-20", "2026-09-20", "2026-10-28")]
    # Four a month from January to July, then one a month from August to October: 1 - 1 / 4.
    risk = _of(RiskKind.DECLINE, "2026-11-01", *usual, *late)
    assert risk
    assert (risk.score, risk.reason) == (0.75, "1.0 orders a month in the last three months, 4.0 before")


def test_bad_experiences_are_a_risk_of_complaint() -> None:
    events = [
        did("c1", "support_call", "2026-03-01", CASE, outcome="told to wait"),
        did("c2", "support_call", "2026-03-04", CASE, outcome="passed on"),
        did("r", "review", "2026-03-05", MUG, stars=1),
    ]
    risk = _of(RiskKind.COMPLAINT, "2026-03-06", *events)
    assert risk
    # Three, so 1 - 1 / 4.
    assert (risk.score, risk.level, sorted(risk.evidence)) == (0.75, RiskLevel.HIGH, ["c1", "c2", "r"])
    assert _of(RiskKind.COMPLAINT, "2026-09-06", *events) is None


def test_failed_payment_is_a_risk_until_one_succeeds() -> None:
    failed, paid = (
        did("b1", "billing", "2026-03-01", status="failed"),
        did("b2", "billing", "2026-03-03", status="paid"),
    )
    risk = _of(RiskKind.PAYMENT, "2026-03-04", failed)
    assert risk
    assert (risk.score, risk.evidence) == (0.5, ("b1",))
    assert _of(RiskKind.PAYMENT, "2026-03-04", failed, paid) is None


def _tally(kind: str, month: str, currency: str, count: int, total: int = 0) -> Tally:
    return Tally(Cell(kind, "web", month, currency), count, total)


def test_value_is_of_the_months_up_to_now() -> None:
    tallies = (
        _tally("order", "2026-01", "EUR", 2, 500),
        _tally("order", "2026-02", "EUR", 9, 900),
        _tally("review", "2026-01", "", 40),
    )
    found = value(History(at("2026-01-31"), record_tallies=(tallies,)))
    assert (found.currency, found.orders, found.lifetime_minor, found.frequency) == ("EUR", 2, 500, 2)
    assert found.reason == "2 orders by the tallies; discounts and recency by the latest 0"


def test_orders_of_a_currency_add_up_over_months_and_of_equals_the_first_counts() -> None:
    dollars = [_tally("order", month, "USD", 2, 10) for month in ("2025-11", "2025-12")]
    euros = _tally("order", "2025-12", "EUR", 3, 90)
    assert value(History(at("2026-01-31"), record_tallies=((*dollars, euros),))).currency == "USD"
    even = _tally("order", "2026-01", "EUR", 1, 5)
    assert value(History(at("2026-01-31"), record_tallies=((*dollars, euros, even),))).currency == "EUR"
    returns = _tally("return", "2026-01", "JPY", 9, 90)
    assert value(History(at("2026-01-31"), record_tallies=((*dollars, returns),))).currency == "USD"


def test_year_begins_in_the_month_after_this_one_of_last_year() -> None:
    tallies = tuple(_tally("order", month, "EUR", 1, 7) for month in ("2025-01", "2025-02", "2026-01"))
    found = value(History(at("2026-01-01"), record_tallies=(tallies,)))
    assert (found.frequency, found.monetary_minor, found.orders) == (2, 14, 3)


def test_discount_is_of_the_order_or_else_of_its_lines() -> None:
    whole = bought("o1", "2026-01-01", TEA, total=50, checkout=Checkout(discount=25))
    line = Line(TEA, 1.0, 50, 25)
    lines = Transaction(**vars(bought("o2", "2026-01-02", total=50)) | {"lines": (line, line)})
    assert value(history("2026-01-31", whole)).discount_share == 0.33
    assert value(history("2026-01-31", lines)).discount_share == 0.5
    assert value(history("2026-01-31", whole, lines)).discount_share == 0.43
    assert value(history("2026-01-31", bought("o", "2026-01-01", total=0))).discount_share is None
    assert value(history("2026-01-31", bought("o", "2026-01-01", total=1))).discount_share == 0.0


def test_average_and_rates_are_rounded() -> None:
    orders = [bought(f"o{n}", f"2026-01-0{n}", total=total) for n, total in ((1, 100), (2, 100), (3, 101))]
    back = [bought(f"r{n}", f"2026-01-0{n}", kind="return", total=1) for n in (4, 5)]
    found = value(history("2026-01-31", *orders, *back))
    assert (found.average_minor, found.return_rate, found.lifetime_minor) == (100, 0.67, 299)
    assert value(history("2026-01-05 08:59", *orders)).recency_days == 1


def test_of_risks_the_greatest_comes_first() -> None:
    events = [
        did("b1", "billing", "2026-03-01", status="failed"),
        did("r", "review", "2026-03-01", MUG, stars=1),
        did("b2", "billing", "2026-03-02", status="overdue"),
    ]
    found = risks(history("2026-03-04", *events))
    assert [(risk.kind, risk.score, risk.reason, risk.evidence) for risk in found] == [
        (RiskKind.PAYMENT, 0.67, "payments failed or due: 2", ("b2", "b1")),
        (RiskKind.COMPLAINT, 0.5, "bad experiences in 90 days: 1", ("r",)),
    ]
    assert [risk.kind for risk in risks(history("2026-03-02", *events[:2]))] == [RiskKind.COMPLAINT, RiskKind.PAYMENT]


@pytest.mark.parametrize("status", ["refunded", "partially_refunded", "paid"])
def test_amount_that_was_given_back_is_taken_off_once(status: str) -> None:
    order = bought("o1", "2026-01-12", total=5000, number="1", status=status, refunded_amount="10.00")
    back = bought("r1", "2026-01-14", kind="return", total=1000, order="1")
    for events in ((order,), (order, back)):
        worth = value(history("2026-01-31", *events))
        assert (worth.orders, worth.lifetime_minor) == (1, 4000)


@pytest.mark.parametrize("amount", ["50.00", "50,00", "0.00", "", "1,234", None])
def test_refunded_order_without_a_part_kept_is_worth_nothing(amount: str | None) -> None:
    kept = bought("o2", "2026-01-10", total=3000)
    refunded = bought("o1", "2026-01-12", total=5000, status="refunded", refunded_amount=amount)
    worth = value(history("2026-01-31", kept, refunded))
    assert (worth.orders, worth.lifetime_minor) == (1, 3000)


def test_one_order_is_counted_in_the_singular() -> None:
    worth = value(history("2026-01-31", bought("o", "2026-01-10", total=3000)))
    assert worth.reason == "1 order by the tallies; discounts and recency by the latest 1"
