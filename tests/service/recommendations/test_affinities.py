"""Affinities: small shops worked by hand, and random ones against plain SQL over the raw lines."""

from collections.abc import Iterable, Sequence

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.domain.recommendations.figures import BasketPair, NeighbourCount, Popularity, ProductCycle
from profile_service.service.recommendations import affinities
from profile_service.service.recommendations.affinities import (
    basket_pairs,
    neighbours_products,
    owned_products,
    popular_products,
    product_cycles,
    returned_products,
)
from profile_service.service.recommendations.purchase_table import PurchaseTable
from profile_service.store.recommendations.order_lines import SEPARATOR, RecordOrders

Order = tuple[str, str, Sequence[str]]
"""Customer, day, products."""
_ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "eve"]),
        st.sampled_from(["2026-01-01", "2026-01-02", "2026-02-01"]),
        st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=14,
)
# Lift over the raw lines, joined with themselves; nothing of it is ours.
_PLAIN_LIFT = """
WITH line AS (SELECT DISTINCT n, who, product FROM raw),
pair AS (
  SELECT x.product AS a, y.product AS b, count(*) AS both_orders
  FROM line x, line y
  WHERE x.n = y.n AND x.product <> y.product AND x.product IN ('a', 'b') AND y.product <> 'd'
  GROUP BY x.product, y.product
  HAVING count(*) >= 2 AND count(DISTINCT x.who) >= 2
)
SELECT a, b, both_orders * 1.0 / (SELECT count(DISTINCT n) FROM raw)
  / ((SELECT count(*) FROM line WHERE product = a) * 1.0 / (SELECT count(DISTINCT n) FROM raw))
  / ((SELECT count(*) FROM line WHERE product = b) * 1.0 / (SELECT count(DISTINCT n) FROM raw)) AS lift
FROM pair
WHERE lift > 1.000000001
"""


def _table(orders: Iterable[Order], kind: str = "order") -> PurchaseTable:
    table = PurchaseTable()
    lines: dict[str, list[str]] = {}
    for customer, day, products in orders:
        line = SEPARATOR.join((f"{day}T10:00:00.000000Z", kind, *products))
        lines.setdefault(customer, []).append(line)
    table.add([RecordOrders(customer, False, each) for customer, each in lines.items()])
    return table


def _many(count: int, name: str, *products: str, day: str = "2026-01-01") -> list[Order]:
    """One order of each of so many customers."""
    return [(f"{name}{n:02}", day, products) for n in range(count)]


def test_pair_of_products_is_counted_by_orders() -> None:
    """12 of 16 orders with tea have a pot, and so have 12 of all 48: lift 3."""
    table = _table([*_many(12, "both", "tea", "pot"), *_many(4, "tea", "tea"), *_many(32, "other", "mug")])
    assert basket_pairs(table, ["tea"], [], 10) == [BasketPair("tea", "pot", 12, 16, 12, 48)]
    assert basket_pairs(table, ["tea"], ["pot"], 10) == []
    assert basket_pairs(table, [], [], 10) == []


def test_pair_of_one_customers_habit_is_none() -> None:
    orders = [("ann", f"2026-01-{day:02}", ("tea", "pot")) for day in range(1, 29)]
    assert basket_pairs(_table([*orders, *_many(30, "other", "mug")]), ["tea"], [], 10) == []


def test_pair_that_is_no_more_frequent_than_by_chance_is_none() -> None:
    assert basket_pairs(_table(_many(20, "both", "tea", "pot")), ["tea"], [], 10) == []


def test_pairs_of_one_lift_come_by_their_keys() -> None:
    orders = [*_many(12, "both", "tea", "pot", "cup", "bag"), *_many(12, "other", "mug")]
    for given_orders in (orders, orders[::-1]):
        found = basket_pairs(_table(given_orders), ["tea"], [], 2)
        assert [each.product for each in found] == ["bag", "cup"]


@settings(max_examples=60, deadline=None)
@given(_ORDERS)
def test_lift_is_that_of_plain_sql_over_the_raw_lines(orders: list[Order]) -> None:
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as plain:
        patch.setattr(affinities, "LEAST_PAIR_CUSTOMERS", 2)
        found = basket_pairs(_table(orders), ["a", "b"], ["d"], 100)
        plain.execute("CREATE TABLE raw (n INTEGER, who VARCHAR, product VARCHAR)")
        raw = [(n, who, product) for n, (who, _, products) in enumerate(orders) for product in products]
        plain.executemany("INSERT INTO raw VALUES (?, ?, ?)", raw)
        expected = {(a, b): lift for a, b, lift in plain.execute(_PLAIN_LIFT).fetchall()}
    assert {(each.given, each.product): each.lift for each in found} == pytest.approx(expected)
    assert [each.lift for each in found] == pytest.approx(sorted(expected.values(), reverse=True))


def test_nearest_customers_say_what_they_bought() -> None:
    """Ann bought tea. Of the 6 others with tea all bought something else: 5 of them a pot, 1 a mug. They are 6 of the
    10 others, and all are as alike, so that the score is 5/6."""
    near = [*_many(5, "near", "tea", "pot"), ("near9", "2026-01-01", ("tea", "mug"))]
    far = [*_many(3, "far", "mug", "cup"), ("far9", "2026-01-01", ("pot", "cup"))]
    table = _table([("ann", "2026-01-01", ("tea",)), *near, *far])

    (found,) = neighbours_products(table, "ann", ["tea"], ["tea"], 10)

    assert found == NeighbourCount("pot", 5, 6, 6, 10, 0.833333333)
    assert neighbours_products(table, "ann", ["tea"], ["tea", "pot"], 10) == []
    assert neighbours_products(table, "ann", [], [], 10) == []


def test_who_shares_rare_products_is_nearer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody buys bread, few buy tea: with room for five neighbours those with tea are taken."""
    monkeypatch.setattr(affinities, "NEIGHBOURS", 5)
    table = _table(
        [
            ("ann", "2026-01-01", ("tea", "bread")),
            *_many(5, "tea", "tea", "pot"),
            *_many(20, "bread", "bread", "butter"),
        ]
    )
    found = neighbours_products(table, "ann", ["tea", "bread"], ["tea", "bread"], 10)
    assert [(each.product, each.together) for each in found] == [("pot", 5)]


def test_who_bought_much_is_less_near_than_who_bought_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The weight of tea is the same for all; five who bought one thing more are nearer than five who bought four."""
    monkeypatch.setattr(affinities, "NEIGHBOURS", 5)
    table = _table(
        [
            ("ann", "2026-01-01", ("tea",)),
            *_many(5, "all", "tea", "jam", "cup", "bag", "mug"),
            *_many(5, "few", "tea", "pot"),
        ]
    )
    assert [each.product for each in neighbours_products(table, "ann", ["tea"], ["tea"], 10)] == ["pot"]


def test_cycle_is_the_median_of_days_between_purchases() -> None:
    """Five customers after 10, 20, 30, 40 and 50 days; of two orders on one day only one counts, and one never came
    back."""
    first = [(f"c{n}", "2026-01-01", ("tea",)) for n in range(6)]
    late = [("c3", "2026-02-10", ("tea",)), ("c4", "2026-02-20", ("tea",)), ("c0", "2026-01-01", ("tea",))]
    again = [("c0", "2026-01-11", ("tea",)), ("c1", "2026-01-21", ("tea",)), ("c2", "2026-01-31", ("tea",))]
    table = _table([*first, *again, *late])
    assert product_cycles(table, ["tea", "pot"]) == [ProductCycle("tea", 30.0, 5, 6)]


def test_popular_is_what_most_bought_in_the_latest_year() -> None:
    old = _many(9, "old", "lamp", day="2024-12-31")
    new = [*_many(6, "tea", "tea", day="2026-01-01"), *_many(5, "mug", "mug"), *_many(4, "pot", "pot")]
    table = _table([*old, *new])

    assert popular_products(table, [], "2026-06-01", 10) == [
        Popularity("tea", 6, 15, "2026-01-01"),
        Popularity("mug", 5, 15, "2026-01-01"),
    ]
    assert [each.product for each in popular_products(table, ["tea"], "2026-06-01", 10)] == ["mug"]


def test_order_dated_in_the_future_moves_no_year() -> None:
    table = _table([*_many(6, "tea", "tea"), ("eve", "2099-01-01", ("mug",))])
    assert [each.day for each in popular_products(table, [], "2026-06-01", 10)] == ["2026-06-01"]


def test_what_somebody_owns_and_returned_is_told_apart() -> None:
    table = _table([("ann", "2026-01-01", ("tea", "mug")), ("ben", "2026-01-01", ("pot",))])
    assert owned_products(table, "ann") == ["mug", "tea"]
    assert returned_products(table, "ann") == []
    assert returned_products(_table([("ann", "2026-01-01", ("mug",))], "return"), "ann") == ["mug"]
