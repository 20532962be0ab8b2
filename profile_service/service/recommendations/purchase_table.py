"""What all customers bought, as columns in memory (docs/decisions/recommendations.md).

A row of `baskets` is a product of one of the `orders` that count; a row of `owned`, a product that a customer bought,
and when last. All are made of the graph alone, so that they can be thrown away and made again at any time. Customers
whose data are restricted are in none.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.service.metrics.event_table import IN_MEMORY
from profile_service.store.recommendations.order_lines import SEPARATOR, RecordOrders

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

_TABLES = """
CREATE SEQUENCE customer_number;
CREATE SEQUENCE product_number;
CREATE SEQUENCE basket_number;
CREATE TABLE customers (number INTEGER DEFAULT nextval('customer_number'), profile VARCHAR);
CREATE TABLE products (number INTEGER DEFAULT nextval('product_number'), key VARCHAR);
CREATE TABLE orders (basket INTEGER, customer INTEGER);
CREATE TABLE baskets (basket INTEGER, customer INTEGER, product INTEGER, day DATE);
CREATE TABLE owned (customer INTEGER, product INTEGER, last_day DATE);
CREATE TABLE returned (customer INTEGER, product INTEGER);
"""
# The parts of a line are those that store/recommendations/order_lines.py names, in that order.
_LINES = """
CREATE OR REPLACE TEMP TABLE lines AS
SELECT profile, nextval('basket_number')::INTEGER AS basket, part[1][1:10]::DATE AS day,
  part[2] = 'return' AS is_return, list_distinct(part[3:]) AS keys
FROM (SELECT profile, string_split(line, $3) AS part FROM (SELECT unnest($1) AS profile, unnest($2) AS line))
WHERE len(part) > 2
"""
_ADD = (
    "INSERT INTO customers (profile) SELECT DISTINCT profile FROM lines ORDER BY profile",
    """
INSERT INTO products (key)
SELECT DISTINCT key FROM (SELECT unnest(keys) AS key FROM lines) ANTI JOIN products USING (key) ORDER BY key
""",
    """
CREATE OR REPLACE TEMP TABLE sold AS
SELECT l.basket, c.number AS customer, p.number AS product, l.day, l.is_return
FROM (SELECT * EXCLUDE (keys), unnest(keys) AS key FROM lines) l
JOIN customers c USING (profile) JOIN products p USING (key)
""",
    "INSERT INTO orders SELECT DISTINCT basket, customer FROM sold WHERE NOT is_return",
    "INSERT INTO baskets SELECT basket, customer, product, day FROM sold WHERE NOT is_return",
    "INSERT INTO owned SELECT customer, product, max(day) FROM sold WHERE NOT is_return GROUP BY customer, product",
    "INSERT INTO returned SELECT DISTINCT customer, product FROM sold WHERE is_return",
)
_REMOVE = (
    "DELETE FROM orders WHERE customer IN (SELECT number FROM customers WHERE profile IN (SELECT unnest($1)))",
    "DELETE FROM baskets WHERE customer IN (SELECT number FROM customers WHERE profile IN (SELECT unnest($1)))",
    "DELETE FROM owned WHERE customer IN (SELECT number FROM customers WHERE profile IN (SELECT unnest($1)))",
    "DELETE FROM returned WHERE customer IN (SELECT number FROM customers WHERE profile IN (SELECT unnest($1)))",
    "DELETE FROM customers WHERE profile IN (SELECT unnest($1))",
)


class PurchaseTable:
    """One for a process; many may ask, and one may change it, meanwhile."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=IN_MEMORY)
        self._connection.execute(_TABLES)

    def close(self) -> None:
        self._connection.close()

    def add(self, orders: Collection[RecordOrders]) -> None:
        """Add the orders of profiles of which there are none yet; none of a profile that is restricted."""
        with self._change() as cursor:
            _insert(cursor, orders)

    def replace(self, profiles: Sequence[str], orders: Collection[RecordOrders]) -> None:
        """Put these orders of the profiles (ids) in place of what there is of them. Readers see all of it, or
        nothing."""
        with self._change() as cursor:
            for statement in _REMOVE:
                cursor.execute(statement, [list(profiles)])
            _insert(cursor, orders)

    def rows(self, query: str, parameters: object = ()) -> list[tuple[Any, ...]]:
        """What a query over the tables gives."""
        with self._connection.cursor() as cursor:
            return cursor.execute(query, parameters).fetchall()

    @contextmanager
    def _change(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        with self._connection.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()


def _insert(cursor: "duckdb.DuckDBPyConnection", orders: Collection[RecordOrders]) -> None:
    restricted = {each.profile for each in orders if each.restricted}
    lines = [(each.profile, line) for each in orders if each.profile not in restricted for line in each.lines]
    if not lines:
        return
    cursor.execute(_LINES, [[profile for profile, _ in lines], [line for _, line in lines], SEPARATOR])
    for statement in _ADD:
        cursor.execute(statement)
