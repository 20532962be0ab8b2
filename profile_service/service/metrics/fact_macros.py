"""Facts, and questions to them that several metrics share, as table macros of DuckDB.

A fact is what one record's events of one slot (a month, or a day, by its number), channel and currency come to.
`length`: of a period in slots; `split_by`: `channel`, `source` or nothing (empty); `ids`: of the profiles that count,
NULL for all.
"""

# As `spend_by_currency` in domain/profile/tallies.py: a record's returns take off what goes beyond what the states of
# its orders gave back; here the earliest returns are those that the states told of.
ADD_FACTS = """
INSERT INTO facts
WITH sums AS (
  SELECT profile, record, source, channel, slot, currency,
    coalesce(sum(count) FILTER (kind = 'order' AND settlement = ''), 0) AS orders,
    coalesce(sum(count) FILTER (kind = 'order' AND settlement IN ('', 'refunded')), 0) AS paid_orders,
    coalesce(sum(total) FILTER (kind = 'order' AND settlement = ''), 0) AS kept_by_orders,
    coalesce(sum(total) FILTER (kind <> 'return' AND settlement = ''), 0) AS kept,
    coalesce(sum(total) FILTER (settlement = 'refunded'), 0) AS given_back,
    coalesce(sum(abs(total)) FILTER (kind = 'return' AND settlement = ''), 0) AS returned,
    coalesce(sum(count) FILTER (kind = 'return' AND settlement = ''), 0) AS returns,
    coalesce(sum(count) FILTER (is_contact), 0) AS contacts
  FROM cells JOIN kinds USING (kind)
  GROUP BY ALL
), running AS (
  SELECT *, sum(given_back) OVER of_record AS given_back_in_all,
    sum(returned) OVER (of_record ORDER BY slot, channel ROWS UNBOUNDED PRECEDING) AS returned_so_far
  FROM sums
  WINDOW of_record AS (PARTITION BY record, currency)
)
SELECT profile, source, channel, slot, currency, orders, kept_by_orders, kept + given_back,
  given_back + greatest(0, returned_so_far - given_back_in_all)
    - greatest(0, returned_so_far - returned - given_back_in_all),
  returns, contacts, paid_orders
FROM running
"""
"""SQL: adds to `facts` what `cells` come to: so many events (`count`) of a profile's record in a slot, with their total
in minor units, of one settlement, as tallies have them."""
FACTS = """
CREATE TABLE facts (profile VARCHAR, source VARCHAR, channel VARCHAR, slot INTEGER, currency VARCHAR, orders INTEGER,
  kept_sales BIGINT, sales BIGINT, refunds BIGINT, returns INTEGER, contacts INTEGER,
  paid_orders INTEGER);
"""
SO_FAR = "so_far"
"""The mark of who ordered in a period or before it; it stands in the first one."""

MACROS = """
CREATE MACRO fact_of(length, split_by, ids) AS TABLE
SELECT *, slot // length AS period,
  CASE split_by WHEN 'channel' THEN channel WHEN 'source' THEN source ELSE '' END AS grp
FROM facts
WHERE ids IS NULL OR profile IN (SELECT unnest(ids));

CREATE MACRO visit_of(length, split_by, ids) AS TABLE
SELECT *, lag(period) OVER in_time AS before, lead(period) OVER in_time AS next,
  sum(orders) OVER (in_time ROWS UNBOUNDED PRECEDING) AS so_far
FROM (
  SELECT profile, grp, period, sum(orders) AS orders FROM fact_of(length, split_by, ids) WHERE orders > 0 GROUP BY ALL
)
WINDOW in_time AS (PARTITION BY profile, grp ORDER BY period);

CREATE MACRO customer_mark_of(length, split_by, ids) AS TABLE
WITH visit AS MATERIALIZED (FROM visit_of(length, split_by, ids))
SELECT profile, grp, period, 'active' AS mark FROM visit
UNION ALL SELECT profile, grp, period,
  CASE WHEN before IS NULL THEN 'new' WHEN before = period - 1 THEN 'retained' ELSE 'returned' END FROM visit
UNION ALL SELECT profile, grp, period, 'repeating' FROM visit WHERE so_far >= 2
UNION ALL SELECT profile, grp, period + 1, 'churned' FROM visit WHERE next IS NULL OR next > period + 1
UNION ALL SELECT profile, grp, period, 'so_far' FROM visit WHERE before IS NULL;

CREATE MACRO act_mark_of(length, split_by, ids) AS TABLE
SELECT profile, grp, period, unnest(list_filter([
  CASE WHEN sum(abs(orders)) > 0 THEN 'orders' END, CASE WHEN sum(abs(sales)) > 0 THEN 'sales' END,
  CASE WHEN sum(abs(refunds)) > 0 THEN 'refunds' END,
  CASE WHEN sum(abs(sales)) + sum(abs(refunds)) > 0 THEN 'revenue' END,
  CASE WHEN sum(abs(returns)) > 0 THEN 'returns' END, CASE WHEN sum(abs(contacts)) > 0 THEN 'contacts' END
], lambda mark: mark IS NOT NULL)) AS mark
FROM fact_of(length, split_by, ids)
GROUP BY profile, grp, period;
"""
