"""Every metric worked by hand, on two customers of a spring.

Ann orders twice in January (20.00 and 30.00) at the web shop and once in February (10.00), of which she gives 3.00
back; she calls once. Ben orders in the store in January (7.00) and in March (1.00). Another order of his in January, of
5.00, was refunded whole.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from profile_service.domain.metrics.definitions import DEFINITIONS, MetricName
from profile_service.domain.metrics.periods import PeriodLength, PeriodRange, period_named
from profile_service.domain.profile.tallies import Cell, tally_line
from profile_service.service.metrics.cohorts import cohorts
from profile_service.service.metrics.fact_table import FactTable
from profile_service.service.metrics.metric_desk import points
from profile_service.service.metrics.period_sums import Behind, MetricGroup, customers_behind, period_sums
from profile_service.store.metrics.record_tallies import SourceTally

_NOW = "2026-03-20T09:00:00.000000Z"
_SPRING = PeriodRange.between("2026-01", "2026-03", PeriodLength.MONTH)


def _tally(*cells: tuple[Cell, int, int]) -> str:
    return "".join(tally_line(*each) for each in cells)


_ANN = _tally(
    (Cell("order", "web", "2026-01", "EUR"), 2, 5_000),
    (Cell("order", "web", "2026-02", "EUR"), 1, 1_000),
    (Cell("return", "web", "2026-02", "EUR"), 1, -300),
    (Cell("support_call", "phone", "2026-02", ""), 1, 0),
)
_BEN = _tally(
    (Cell("order", "store", "2026-01", "EUR"), 1, 700),
    (Cell("order", "store", "2026-01", "EUR", "refunded"), 1, 500),
    (Cell("order", "store", "2026-03", "EUR"), 1, 100),
)


@pytest.fixture
def table() -> Iterator[FactTable]:
    table = FactTable(lambda kind: kind == "support_call")
    table.add([SourceTally("ann", "shop:1", "shop", _ANN, False), SourceTally("ben", "till:1", "till", _BEN, False)])
    yield table
    table.close()


_EXPECTED = {
    MetricName.SALES: "6200 1000 100",
    MetricName.REFUNDS: "500 300 0",
    MetricName.REVENUE: "5700 700 100",
    MetricName.ORDERS: "3 1 1",
    MetricName.AVERAGE_ORDER_VALUE: "1900 1000 100",
    MetricName.ACTIVE_CUSTOMERS: "2 1 1",
    MetricName.NEW_CUSTOMERS: "2 0 0",
    MetricName.RETAINED_CUSTOMERS: "0 1 0",
    MetricName.RETURNED_CUSTOMERS: "0 0 1",
    MetricName.CHURNED_CUSTOMERS: "0 1 -",
    MetricName.ORDERS_PER_CUSTOMER: "1.5 1 1",
    MetricName.REPEAT_RATE: "0.5 1 1",
    MetricName.RETURNS: "0 1 0",
    MetricName.RETURN_RATE: "0 1 0",
    MetricName.CONTACTS: "0 1 0",
    MetricName.CONTACTS_PER_100_ORDERS: "0 100 0",
    MetricName.LIFETIME_VALUE: "2850 3200 3250",
}


@pytest.mark.parametrize("name", list(MetricName))
def test_metric_by_hand(table: FactTable, name: MetricName) -> None:
    shown = points(DEFINITIONS[name], period_sums(table, _SPRING, None), _SPRING, _NOW)
    assert [point.value for point in shown] == [
        None if value == "-" else Decimal(value) for value in _EXPECTED[name].split()
    ]
    assert [point.is_over for point in shown] == [True, True, False]


def test_figures_are_split_by_channel(table: FactTable) -> None:
    sums = period_sums(table, _SPRING, MetricGroup.CHANNEL)
    orders = points(DEFINITIONS[MetricName.ORDERS], sums, _SPRING, _NOW)
    by_channel = {(point.group, point.period): point.value for point in orders}
    assert by_channel["web", "2026-01"] == 2
    assert by_channel["store", "2026-01"] == 1
    assert by_channel["phone", "2026-02"] == 0


def test_nothing_to_divide_by(table: FactTable) -> None:
    april = period_named("2026-04")
    (rate,) = points(DEFINITIONS[MetricName.REPEAT_RATE], period_sums(table, april, None), april, _NOW)
    assert rate.value is None


@pytest.mark.parametrize(
    ("name", "period", "customers"),
    [
        (MetricName.CHURNED_CUSTOMERS, "2026-03", ["ann"]),
        (MetricName.RETURNED_CUSTOMERS, "2026-03", ["ben"]),
        (MetricName.REFUNDS, "2026-Q1", ["ann", "ben"]),
        (MetricName.CONTACTS, "2026", ["ann"]),
        (MetricName.LIFETIME_VALUE, "2026-03", ["ann", "ben"]),
        (MetricName.AVERAGE_ORDER_VALUE, "2026-02", ["ann"]),
    ],
)
def test_customers_behind_a_figure(table: FactTable, name: MetricName, period: str, customers: list[str]) -> None:
    behind = Behind(DEFINITIONS[name].customers, period_named(period))
    assert customers_behind(table, behind, "", 10) == customers
    assert customers_behind(table, behind, customers[0], 10) == customers[1:]


def test_count_of_customers_is_the_length_of_their_list(table: FactTable) -> None:
    counted = [name for name in MetricName if name.value.endswith("_customers")]
    for group in (None, *MetricGroup):
        sums = period_sums(table, _SPRING, group)
        for point in (each for name in counted for each in points(DEFINITIONS[name], sums, _SPRING, _NOW)):
            for name in counted:
                behind = Behind(DEFINITIONS[name].customers, period_named(point.period), group, point.group)
                cell = (behind.periods.start, point.group, "")
                assert len(customers_behind(table, behind, "", 10)) == sums.value(cell, DEFINITIONS[name].numerator)


def test_cohort_by_hand(table: FactTable) -> None:
    (cohort,) = cohorts(table, _SPRING, _NOW)
    assert (cohort.period, cohort.customers) == ("2026-01", 2)
    assert [each.customers for each in cohort.periods] == [2, 1, 1]
    assert [each.is_over for each in cohort.periods] == [True, True, False]


def test_money_given_back_counts_once(table: FactTable) -> None:
    """A shop tells of 4.00 given back by the state of an order, and a return of 6.00 tells of the same 4.00 again."""
    twice = _tally(
        (Cell("order", "web", "2026-01", "EUR"), 1, 600),
        (Cell("order", "web", "2026-01", "EUR", "refunded"), 0, 400),
        (Cell("return", "web", "2026-02", "EUR"), 1, 600),
    )
    table.replace(["ann", "ben"], [SourceTally("ann", "shop:1", "shop", twice, False)])
    sums = period_sums(table, _SPRING, None)
    shown = {name: points(DEFINITIONS[name], sums, _SPRING, _NOW) for name in (MetricName.SALES, MetricName.REFUNDS)}
    assert [point.value for point in shown[MetricName.SALES]] == [1_000, 0, 0]
    assert [point.value for point in shown[MetricName.REFUNDS]] == [400, 200, 0]


def test_return_rate_is_of_orders_whose_money_was_given_back_too(table: FactTable) -> None:
    half_returned = _tally(
        (Cell("order", "web", "2026-01", "EUR"), 5, 5_000),
        (Cell("order", "web", "2026-01", "EUR", "refunded"), 5, 5_000),
        (Cell("return", "web", "2026-01", "EUR"), 5, 5_000),
    )
    table.replace(["ann", "ben"], [SourceTally("ann", "shop:1", "shop", half_returned, False)])
    (rate, *_) = points(DEFINITIONS[MetricName.RETURN_RATE], period_sums(table, _SPRING, None), _SPRING, _NOW)
    assert rate.value == Decimal("0.5")


def test_exchange_is_in_sales_and_in_no_average_of_orders(table: FactTable) -> None:
    exchanged = _tally(
        (Cell("order", "web", "2026-01", "EUR"), 1, 5_000), (Cell("exchange", "web", "2026-01", "EUR"), 1, 700)
    )
    table.replace(["ann", "ben"], [SourceTally("ann", "shop:1", "shop", exchanged, False)])
    sums = period_sums(table, _SPRING, None)
    names = (MetricName.SALES, MetricName.ORDERS, MetricName.AVERAGE_ORDER_VALUE)
    assert [points(DEFINITIONS[name], sums, _SPRING, _NOW)[0].value for name in names] == [5_700, 1, 5_000]


def test_restricted_customers_count_in_nothing(table: FactTable) -> None:
    restricted = SourceTally("ann", "crm:1", "crm", "", True)
    table.replace(["ann"], [SourceTally("ann", "shop:1", "shop", _ANN, False), restricted])
    (orders, *_) = points(DEFINITIONS[MetricName.ORDERS], period_sums(table, _SPRING, None), _SPRING, _NOW)
    assert orders.value == 1
