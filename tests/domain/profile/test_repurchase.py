"""The repurchase table: counted by hand, by a walk over every month, and read as the chance to leave."""

from collections import Counter
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.context.history import History
from profile_service.domain.context.risks import RiskLevel, risks
from profile_service.domain.profile.repurchase import (
    HORIZON_MONTHS,
    LONGEST_SILENCE_MONTHS,
    RepurchaseTable,
    Silence,
    month_number,
    orders_by_month,
    table_from,
    table_text,
)
from profile_service.domain.profile.tallies import Cell, Tally
from tests.rig.open_matters import at

_MAY = month_number("2026-05")


def _table(*customers: dict[int, int], last_month: int = _MAY) -> RepurchaseTable:
    table = RepurchaseTable()
    for orders in customers:
        table.add(orders, last_month)
    return table


def _ordered(*months: str) -> list[Tally]:
    return [Tally(Cell("order", "web", month, "EUR"), 1, 1000) for month in months]


def test_purchases_alone_are_counted_by_month() -> None:
    cancelled = Tally(Cell("order", "web", "2026-03", "EUR", "void"), 5, 5000)
    assert orders_by_month([*_ordered("2026-01", "2026-03"), cancelled]) == {
        month_number("2026-01"): 1, month_number("2026-03"): 1,
    }  # fmt: skip


def test_customer_is_at_risk_in_each_month_of_silence() -> None:
    # One order in January, two in March, silent in April and May.
    table = _table({_MAY - 4: 1, _MAY - 2: 2})
    assert table.at_risk == {Silence(1, 1): 1, Silence(1, 2): 1, Silence(3, 1): 1, Silence(3, 2): 1}
    assert +table.bought == {Silence(1, 2): 1}


def test_month_that_is_not_over_counts_nothing() -> None:
    assert _table({_MAY: 1, _MAY + 1: 3}).at_risk == {}
    assert _table({_MAY - 1: 1, _MAY + 1: 3}).at_risk == {Silence(1, 1): 1}
    assert _table({}).at_risk == {}


@pytest.mark.parametrize(
    ("orders", "band"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 5), (7, 5), (8, 8), (14, 8), (15, 15)]
)
def test_customers_are_compared_with_those_of_about_as_many_orders(orders: int, band: int) -> None:
    assert [*_table({_MAY - 1: orders}).at_risk] == [Silence(band, 1)]


def _many(*customers: tuple[dict[int, int], int], last_month: int = _MAY) -> RepurchaseTable:
    return _table(*(orders for orders, count in customers for _ in range(count)), last_month=last_month)


def test_chance_to_leave_is_the_product_of_the_months_without_an_order() -> None:
    # 200 customers of one order, of whom 50 order again after a month, none of the 150 left in the nine months after.
    start = _MAY - 10
    table = _many(({start: 1, start + 1: 1}, 50), ({start: 1}, 150))
    first, then = 50.5 / 201, 0.5 / 151
    assert table.leave_chance(1, 0) == pytest.approx((1 - first) * (1 - then) ** 8)
    assert table.leave_chance(1, 1) == pytest.approx((1 - then) ** 9)


def test_share_falls_with_a_silence_longer_than_what_was_counted() -> None:
    # Nobody was counted beyond the first month: a quarter orders in it, an eighth in the second, and so on.
    table = _many(({_MAY - 1: 1, _MAY: 1}, 50), ({_MAY - 1: 1}, 151))
    share = 50.5 / 202
    expected = prod(1 - share / month for month in range(3, 3 + HORIZON_MONTHS))
    assert table.leave_chance(1, 2) == pytest.approx(expected)


def test_too_few_customers_tell_nothing() -> None:
    assert _many(({_MAY - 1: 1}, 99)).leave_chance(1, 0) is None
    assert _many(({_MAY - 1: 1}, 100)).leave_chance(1, 0) is not None
    assert _many(({_MAY - 1: 1}, 100)).leave_chance(0, 0) is None


def test_band_of_too_few_customers_is_read_as_the_next_lower_one() -> None:
    few = _many(({_MAY - 1: 1}, 100), ({_MAY - 1: 9}, 99))
    assert few.leave_chance(9, 0) == few.leave_chance(1, 0)
    enough = _many(({_MAY - 1: 1}, 100), ({_MAY - 2: 9, _MAY - 1: 1}, 100))
    assert enough.leave_chance(9, 0) != enough.leave_chance(1, 0)


_CUSTOMERS = st.lists(st.dictionaries(st.integers(_MAY - 50, _MAY + 2), st.integers(1, 6), max_size=8), max_size=12)


@given(_CUSTOMERS)
def test_table_is_that_of_a_walk_over_every_month(customers: list[dict[int, int]]) -> None:
    at_risk, bought = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for orders in customers:
        total, last = 0, None
        for month in range(_MAY - 50, _MAY + 1):
            if last is not None and month - last <= LONGEST_SILENCE_MONTHS:
                band = next(least for least in (15, 8, 5, 3, 2, 1) if least <= total)
                at_risk[band, month - last] += 1
                bought[band, month - last] += month in orders
            if month in orders:
                total, last = total + orders[month], month
    table = _table(*customers)
    assert (dict(table.at_risk), dict(+table.bought)) == (dict(at_risk), dict(+bought))


@given(_CUSTOMERS)
def test_table_is_the_same_after_it_was_stored(customers: list[dict[int, int]]) -> None:
    table = _table(*customers)
    assert table_text(table_from(table_text(table))) == table_text(table)


def test_orders_alone_are_counted_by_month() -> None:
    others = [
        Tally(Cell("return", "web", "2026-05", "EUR"), 1, 1000),
        Tally(Cell("call", "phone", "2026-05", ""), 3, 0),
    ]
    assert orders_by_month([*_ordered("2026-04", "2026-05", "2026-05"), *others]) == {_MAY - 1: 1, _MAY: 2}


def _history(*months: str, now: str = "2026-05-20", table: RepurchaseTable | None = None) -> History:
    return History(at(now), record_tallies=(tuple(_ordered(*months)),), repurchases=table)


def test_churn_is_the_chance_beside_the_stores_other_customers() -> None:
    table = _many(({_MAY - 1: 1, _MAY: 1}, 50), ({_MAY - 1: 1}, 151))
    (risk,) = risks(_history("2026-03", table=table))
    assert (risk.kind.value, risk.score, risk.level) == ("churn", 0.68, RiskLevel.MEDIUM)
    assert risk.reason == (
        "1 order, the last 2 months ago: of 100 customers here of whom that is so,"
        " 68 do not order again within 9 months"
    )
    (risk,) = risks(_history("2026-05", table=table))
    assert risk.reason.startswith("1 order, the last this month: ")


def test_nothing_is_said_of_churn_without_a_table_or_without_orders() -> None:
    table = _many(({_MAY - 1: 1}, 100))
    assert risks(_history("2026-03")) == []
    assert risks(_history(table=table)) == []
    assert [risk.kind.value for risk in risks(_history("2026-03", table=table))] == ["churn"]
