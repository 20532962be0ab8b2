"""Which products go together, which cycle each has, and which are popular: counted in the table of purchases.

Nothing is counted of fewer than LEAST_CUSTOMERS customers: one customer's habit is no affinity, and no figure tells of
single people.
"""

from collections.abc import Sequence

from profile_service.domain.recommendations.figures import BasketPair, NeighbourCount, Popularity, ProductCycle
from profile_service.service.recommendations.purchase_table import PurchaseTable

LEAST_CUSTOMERS = 5
LEAST_PAIR_CUSTOMERS = 10
"""The minimum support of a pair: rare pairs have the highest lift, and the least meaning."""
NEIGHBOURS = 30
"""Fewer and more foretold less of what customers bought next: docs/decisions/recommendations.md."""
POPULAR_DAYS = 365
# Scores are rounded before they are sorted: a sum of fractions depends on the order of its parts, which is another one
# after a change of the table.
_BASKET_PAIRS = """
WITH given AS (SELECT number, key FROM products WHERE key IN (SELECT unnest($keys))),
hidden AS (SELECT number FROM products WHERE key IN (SELECT unnest($hidden))),
holding AS (SELECT product AS given, basket FROM baskets WHERE product IN (SELECT number FROM given)),
pairs AS (
  SELECT h.given, b.product, count(*) AS together
  FROM holding h JOIN baskets b USING (basket)
  WHERE b.product <> h.given AND b.product NOT IN (FROM hidden)
  GROUP BY ALL HAVING count(*) >= $least AND count(DISTINCT b.customer) >= $least
),
counts AS (
  SELECT product, count(*) AS orders FROM baskets
  WHERE product IN (SELECT given FROM pairs UNION SELECT product FROM pairs) GROUP BY product
),
total AS (SELECT count(*) AS orders FROM orders)
SELECT g.key, p.key, x.together, a.orders, b.orders, t.orders
FROM pairs x JOIN counts a ON a.product = x.given JOIN counts b ON b.product = x.product
JOIN given g ON g.number = x.given JOIN products p ON p.number = x.product, total t
WHERE x.together * t.orders > a.orders * b.orders
ORDER BY round(x.together * t.orders / (a.orders * b.orders), 9) DESC, x.together DESC, p.key, g.key
LIMIT $limit
"""
_NEIGHBOURS_PRODUCTS = """
WITH me AS (SELECT number FROM customers WHERE profile = $profile),
given AS (SELECT number FROM products WHERE key IN (SELECT unnest($keys))),
hidden AS (SELECT number FROM products WHERE key IN (SELECT unnest($hidden))),
buyers AS (SELECT product, count(*) AS customers FROM owned GROUP BY product),
sizes AS (SELECT customer, count(*) AS products FROM owned GROUP BY customer),
alike AS (
  SELECT o.customer, round(sum(1 / sqrt(b.customers)) / sqrt(any_value(s.products)), 9) AS weight
  FROM owned o JOIN buyers b USING (product) JOIN sizes s USING (customer)
  WHERE o.product IN (FROM given) AND o.customer NOT IN (FROM me)
  GROUP BY o.customer HAVING count(*) < any_value(s.products)
),
neighbours AS (
  SELECT a.customer, a.weight FROM alike a JOIN customers c ON c.number = a.customer
  ORDER BY a.weight DESC, c.profile LIMIT $neighbours
),
bought AS (
  SELECT o.product, count(*) AS together, round(sum(n.weight) / (SELECT sum(weight) FROM neighbours), 9) AS score
  FROM owned o JOIN neighbours n USING (customer)
  WHERE o.product NOT IN (FROM hidden) AND o.product NOT IN (FROM given)
  GROUP BY o.product HAVING count(*) >= $least
)
SELECT p.key, x.together, (SELECT count(*) FROM neighbours), b.customers,
  (SELECT count(*) FROM customers WHERE number NOT IN (FROM me)), x.score
FROM bought x JOIN buyers b USING (product) JOIN products p ON p.number = x.product
ORDER BY x.score DESC, p.key
LIMIT $limit
"""
_CYCLES = """
WITH days AS (
  SELECT DISTINCT p.key, b.customer, b.day FROM baskets b JOIN products p ON p.number = b.product
  WHERE p.key IN (SELECT unnest($keys))
),
gaps AS (
  SELECT key, customer, day - lag(day) OVER (PARTITION BY key, customer ORDER BY day) AS gap FROM days
)
SELECT key, median(gap), count(DISTINCT customer) FILTER (gap IS NOT NULL), count(DISTINCT customer)
FROM gaps
GROUP BY key
HAVING count(DISTINCT customer) FILTER (gap IS NOT NULL) >= $least
ORDER BY key
"""
_POPULAR = """
WITH latest AS (SELECT min(day) AS day FROM (SELECT max(last_day) AS day FROM owned UNION ALL SELECT $today::DATE)),
recent AS (SELECT o.customer, o.product FROM owned o, latest l WHERE o.last_day > l.day - $days::INTEGER)
SELECT p.key, count(*) AS customers, (SELECT count(DISTINCT customer) FROM recent), (SELECT day::VARCHAR FROM latest)
FROM recent r JOIN products p ON p.number = r.product
WHERE p.key NOT IN (SELECT unnest($hidden))
GROUP BY p.key HAVING count(*) >= $least
ORDER BY customers DESC, p.key
LIMIT $limit
"""
_OWNED = """
SELECT p.key FROM owned JOIN customers c ON c.number = customer JOIN products p ON p.number = product
WHERE c.profile = $profile ORDER BY p.key
"""
_RETURNED = _OWNED.replace("owned", "returned")


def basket_pairs(table: PurchaseTable, keys: Sequence[str], hidden: Sequence[str], limit: int) -> list[BasketPair]:
    """Pairs of one of the products (keys) with another one that more orders hold together than by chance, the highest
    lift first; none with a product that is hidden."""
    given = {"keys": list(keys), "hidden": list(hidden), "least": LEAST_PAIR_CUSTOMERS, "limit": limit}
    return [BasketPair(*row) for row in table.rows(_BASKET_PAIRS, given)] if keys else []


def neighbours_products(
    table: PurchaseTable, profile: str, keys: Sequence[str], hidden: Sequence[str], limit: int
) -> list[NeighbourCount]:
    """What the NEIGHBOURS customers bought whose purchases are most like those (keys) of a customer (id), by their
    weight, the most bought first. Two customers are as alike as the products that they share weigh, by the root of the
    number of products of the other: a cosine, for what divides by the customer's own purchases is the same for all
    (user-based neighbours: Herlocker, Konstan, Borchers & Riedl, 1999). A product weighs 1 by the root of how many
    bought it, so that what everybody buys says little (Breese, Heckerman & Kadie, 1998)."""
    given = {
        "profile": profile,
        "keys": list(keys),
        "hidden": list(hidden),
        "neighbours": NEIGHBOURS,
        "least": LEAST_CUSTOMERS,
        "limit": limit,
    }
    return [NeighbourCount(*row) for row in table.rows(_NEIGHBOURS_PRODUCTS, given)] if keys else []


def product_cycles(table: PurchaseTable, keys: Sequence[str]) -> list[ProductCycle]:
    """Of the products (keys) the median days between the days on which one customer bought them."""
    return [ProductCycle(*row) for row in table.rows(_CYCLES, {"keys": list(keys), "least": LEAST_CUSTOMERS})]


def popular_products(table: PurchaseTable, hidden: Sequence[str], today: str, limit: int) -> list[Popularity]:
    """What most customers bought last in the year up to the latest order before `today` (`2026-12-01`)."""
    given = {"hidden": list(hidden), "today": today, "days": POPULAR_DAYS, "least": LEAST_CUSTOMERS, "limit": limit}
    return [Popularity(*row) for row in table.rows(_POPULAR, given)]


def owned_products(table: PurchaseTable, profile: str) -> list[str]:
    """Keys of all that the customer (id) ever bought."""
    return [key for (key,) in table.rows(_OWNED, {"profile": profile})]


def returned_products(table: PurchaseTable, profile: str) -> list[str]:
    """Keys of all that the customer (id) ever returned."""
    return [key for (key,) in table.rows(_RETURNED, {"profile": profile})]
