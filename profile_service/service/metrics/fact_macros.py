"""Questions to the facts that several metrics share, as table macros of DuckDB: by the length of a period in months,
and by `channel`, `source` or nothing (empty)."""

SO_FAR = "so_far"
"""The mark of who ordered in a period or before it; it stands in the first one."""

MACROS = """
CREATE MACRO fact_of(length, split_by) AS TABLE
SELECT *, month // length AS period,
  CASE split_by WHEN 'channel' THEN channel WHEN 'source' THEN source ELSE '' END AS grp
FROM facts;

CREATE MACRO visit_of(length, split_by) AS TABLE
SELECT *, lag(period) OVER in_time AS before, lead(period) OVER in_time AS next,
  sum(orders) OVER (in_time ROWS UNBOUNDED PRECEDING) AS so_far
FROM (
  SELECT profile, grp, period, sum(orders) AS orders FROM fact_of(length, split_by) WHERE orders > 0 GROUP BY ALL
)
WINDOW in_time AS (PARTITION BY profile, grp ORDER BY period);

CREATE MACRO customer_mark_of(length, split_by) AS TABLE
WITH visit AS MATERIALIZED (FROM visit_of(length, split_by))
SELECT profile, grp, period, 'active' AS mark FROM visit
UNION ALL SELECT profile, grp, period,
  CASE WHEN before IS NULL THEN 'new' WHEN before = period - 1 THEN 'retained' ELSE 'returned' END FROM visit
UNION ALL SELECT profile, grp, period, 'repeating' FROM visit WHERE so_far >= 2
UNION ALL SELECT profile, grp, period + 1, 'churned' FROM visit WHERE next IS NULL OR next > period + 1
UNION ALL SELECT profile, grp, period, 'so_far' FROM visit WHERE before IS NULL;

CREATE MACRO act_mark_of(length, split_by) AS TABLE
SELECT profile, grp, period, unnest(list_filter([
  CASE WHEN sum(abs(orders)) > 0 THEN 'orders' END, CASE WHEN sum(abs(sales)) > 0 THEN 'sales' END,
  CASE WHEN sum(abs(refunds)) > 0 THEN 'refunds' END,
  CASE WHEN sum(abs(sales)) + sum(abs(refunds)) > 0 THEN 'revenue' END,
  CASE WHEN sum(abs(returns)) > 0 THEN 'returns' END, CASE WHEN sum(abs(contacts)) > 0 THEN 'contacts' END
], lambda mark: mark IS NOT NULL)) AS mark
FROM fact_of(length, split_by)
GROUP BY profile, grp, period;
"""
