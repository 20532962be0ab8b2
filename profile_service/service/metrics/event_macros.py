"""Conditions on a customer's events, as table macros of DuckDB over the views of service/metrics/event_table.py.

`places`: numbers of the places where the acts happen; `sources`: any where there are none; `whom`: the id of the one
customer who is asked about, else empty. Moments from `since` on and before `until`.
"""

MACROS = """
CREATE MACRO act(places, sources, whom, since, until) AS TABLE
SELECT profile, moment FROM customer_event
WHERE list_contains(places, place) AND (len(sources) = 0 OR list_contains(sources, source))
  AND (whom = '' OR profile = whom) AND settlement = '' AND moment >= since AND moment < until;

CREATE MACRO did(places, sources, whom, since, until, least, most) AS TABLE
SELECT profile, times, latest FROM (
  SELECT profile, count(*) AS times, max(moment) AS latest FROM act(places, sources, whom, since, until) GROUP BY ALL
)
WHERE times BETWEEN least AND most;

CREATE MACRO did_first(places, sources, whom, since, until) AS TABLE
SELECT profile, 1 AS times, earliest AS latest FROM (
  SELECT profile, min(moment) AS earliest FROM act(places, sources, whom, '-infinity', until) GROUP BY ALL
)
WHERE earliest >= since;

CREATE MACRO did_regularly(places, sources, whom, since, until, seconds, stretches) AS TABLE
SELECT profile, times, latest FROM (
  SELECT profile, count(DISTINCT least(floor(epoch(until - moment) / seconds), stretches - 1)) AS active,
    count(*) AS times, max(moment) AS latest
  FROM act(places, sources, whom, since, until) GROUP BY ALL
)
WHERE active >= stretches;

CREATE MACRO did_after_break(places, sources, whom, since, until, seconds) AS TABLE
SELECT profile, count(*) AS times, max(moment) AS latest FROM (
  SELECT profile, moment, lag(moment) OVER (PARTITION BY profile ORDER BY moment) AS before
  FROM act(places, sources, whom, '-infinity', until)
)
WHERE moment >= since AND epoch(moment - before) >= seconds
GROUP BY profile;
"""
