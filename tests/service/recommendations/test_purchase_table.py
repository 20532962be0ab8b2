"""The table of purchases: what is in it of whom, and what a change leaves."""

from collections.abc import Iterator

import pytest

from profile_service.service.recommendations.purchase_table import PurchaseTable
from profile_service.store.recommendations.order_lines import SEPARATOR, RecordOrders

_BASKETS = """
SELECT c.profile, p.key, b.day::VARCHAR FROM baskets b
JOIN customers c ON c.number = b.customer JOIN products p ON p.number = b.product ORDER BY ALL
"""
_COUNTS = "SELECT (SELECT count(*) FROM owned), (SELECT count(*) FROM returned), (SELECT count(*) FROM customers)"


def _line(day: str, *products: str, kind: str = "order") -> str:
    return SEPARATOR.join((f"{day}T10:00:00.000000Z", kind, *products))


_ANN = RecordOrders("ann", False, [_line("2026-01-05", "tea", "mug", "tea"), _line("2026-02-05", "tea")])
_BEN = RecordOrders("ben", False, [_line("2026-01-06", "mug"), _line("2026-01-09", "mug", kind="return")])


@pytest.fixture
def table() -> Iterator[PurchaseTable]:
    table = PurchaseTable()
    table.add([_ANN, _BEN])
    yield table
    table.close()


def test_product_stands_once_in_each_order(table: PurchaseTable) -> None:
    assert table.rows(_BASKETS) == [
        ("ann", "mug", "2026-01-05"),
        ("ann", "tea", "2026-01-05"),
        ("ann", "tea", "2026-02-05"),
        ("ben", "mug", "2026-01-06"),
    ]
    assert table.rows(_COUNTS) == [(3, 1, 2)]


def test_merged_customers_have_their_orders_together(table: PurchaseTable) -> None:
    table.replace(["ann", "ben"], [_ANN, _BEN._replace(profile="ann")])
    assert {row[0] for row in table.rows(_BASKETS)} == {"ann"}
    assert table.rows(_COUNTS) == [(2, 1, 1)]


def test_customer_without_records_is_gone(table: PurchaseTable) -> None:
    table.replace(["ann"], [])
    assert [row[0] for row in table.rows(_BASKETS)] == ["ben"]
    assert table.rows(_COUNTS) == [(1, 1, 1)]


def test_nothing_is_counted_of_a_customer_with_a_restricted_record(table: PurchaseTable) -> None:
    table.replace(["ann"], [_ANN, RecordOrders("ann", True, [])])
    assert [row[0] for row in table.rows(_BASKETS)] == ["ben"]


def test_change_that_fails_leaves_the_table_as_it_was(table: PurchaseTable) -> None:
    before = table.rows(_BASKETS)
    with pytest.raises(Exception, match="no day"):
        table.replace(["ann"], [_ANN._replace(lines=[SEPARATOR.join(("no day", "order", "tea"))])])
    assert table.rows(_BASKETS) == before
