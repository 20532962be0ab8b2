"""What all customers did, event by event, as columns in memory (docs/decisions/customer-events.md).

A row of `customer_event` is one event of somebody: when, where and for how much, and nothing of what it says. It is
made of the graph alone, so that it can be thrown away and made again at any time. Customers whose data are restricted
are in none of its views.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.service.metrics.event_macros import MACROS
from profile_service.service.metrics.fact_macros import ADD_FACTS, FACTS
from profile_service.service.metrics.fact_macros import MACROS as FACT_MACROS
from profile_service.store.metrics.event_lines import SEPARATOR, RecordOwner

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

# Nothing of anybody goes to a disk, and reads of single customers need the other core.
IN_MEMORY: dict[str, str | bool | int | float | list[str]] = {"temp_directory": "", "threads": 1}
"""Configuration of DuckDB for tables of customers."""
_TABLES = """
CREATE SEQUENCE record_number;
CREATE SEQUENCE place_number;
CREATE TABLE records (number INTEGER DEFAULT nextval('record_number'), record VARCHAR, source VARCHAR, profile VARCHAR,
  restricted BOOLEAN);
CREATE TABLE places (number INTEGER DEFAULT nextval('place_number'), kind VARCHAR, channel VARCHAR, device VARCHAR,
  task VARCHAR, family VARCHAR, usual_channel VARCHAR, touchpoint VARCHAR, stage VARCHAR, cost VARCHAR,
  is_contact BOOLEAN);
CREATE TABLE events (record INTEGER, place INTEGER, moment TIMESTAMP, currency VARCHAR, minor BIGINT,
  settlement VARCHAR, given_back BIGINT);
CREATE VIEW customer AS
SELECT profile FROM records GROUP BY profile HAVING NOT bool_or(restricted);
CREATE VIEW customer_event AS
SELECT r.profile, r.source, e.place, p.kind, p.family, p.usual_channel AS channel, p.touchpoint, p.stage, p.cost,
  e.moment, e.currency, e.minor, e.settlement
FROM events e JOIN records r ON e.record = r.number JOIN places p ON e.place = p.number
WHERE r.profile IN (FROM customer);
CREATE VIEW kinds AS SELECT DISTINCT kind, is_contact FROM places;
CREATE VIEW cells AS
WITH sales AS (
  SELECT r.profile, r.record, r.source, p.channel, date_diff('day', DATE '0001-01-01', e.moment::DATE) AS slot,
    e.currency, e.settlement, p.kind, coalesce(e.minor, 0) AS total,
    CASE e.settlement WHEN '' THEN coalesce(e.given_back, 0) ELSE 0 END AS given_back
  FROM events e JOIN records r ON e.record = r.number JOIN places p ON e.place = p.number
  WHERE r.profile IN (FROM customer)
)
SELECT * EXCLUDE (total, given_back), 1 AS count, total - given_back AS total FROM sales
UNION ALL SELECT * EXCLUDE (total, given_back) REPLACE ('refunded' AS settlement), 0, given_back FROM sales
WHERE given_back <> 0;
"""
# The parts of a line are those that store/metrics/event_lines.py names, in that order.
_LINES = """
CREATE OR REPLACE TEMP TABLE lines AS
SELECT part[1] AS record, part[2] AS moment, part[3] AS kind, part[4] AS channel, part[5] AS device, part[6] AS task,
  part[7] AS currency, part[8] AS minor, part[9] AS settlement,
  part[10] AS given_back
FROM (SELECT string_split(unnest($1), $2) AS part)
"""
_NEW_PLACES = """
SELECT DISTINCT kind, channel, device, task FROM lines ANTI JOIN places USING (kind, channel, device, task)
"""
_ADD_PLACE = """
INSERT INTO places (kind, channel, device, task, family, usual_channel, touchpoint, stage, cost, is_contact)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_ADD_EVENTS = """
INSERT INTO events
SELECT r.number, p.number, moment::TIMESTAMP, currency, try_cast(minor AS BIGINT), settlement,
  try_cast(given_back AS BIGINT)
FROM lines JOIN records r USING (record) JOIN places p USING (kind, channel, device, task)
"""
_ADD_RECORDS = """
INSERT INTO records (record, source, profile, restricted)
SELECT unnest($1), unnest($2), unnest($3), unnest($4)
"""
_REMOVE_EVENTS = """
DELETE FROM events WHERE record IN (
  SELECT number FROM records WHERE profile IN (SELECT unnest($1)) OR record IN (SELECT unnest($2))
)
"""
_REMOVE_RECORDS = "DELETE FROM records WHERE profile IN (SELECT unnest($1)) OR record IN (SELECT unnest($2))"


class EventPlace(NamedTuple):
    """Where such events happen: of which family they are, in which channel, at which touchpoint, with its stage and
    class of cost, and whether they are contacts. What is not declared is empty."""

    family: str
    channel: str
    touchpoint: str
    stage: str
    cost: str
    is_contact: bool


class EventTable:
    """`place_of`: where events of a kind happen, with the channel, device and task that they state (empty where they
    state none)."""

    def __init__(self, place_of: Callable[[str, str, str, str], EventPlace]) -> None:
        self._place_of = place_of
        self._connection = duckdb.connect(":memory:", config=IN_MEMORY)
        self._connection.execute(FACTS + _TABLES + FACT_MACROS + MACROS)
        self._days = Lock()
        self._changes = self._counted = 0

    def close(self) -> None:
        self._connection.close()

    def add_records(self, owners: Collection[RecordOwner]) -> None:
        """Add records that are not there yet; their events come after them."""
        with self._change() as cursor:
            _insert_records(cursor, owners)
        self._changes += 1

    def add_events(self, lines: Sequence[str]) -> None:
        """Add events (lines as store/metrics/event_lines.py makes them); those of unknown records are left out."""
        with self._change() as cursor:
            self._insert_events(cursor, lines)
        self._changes += 1

    def replace(self, profiles: Sequence[str], owners: Collection[RecordOwner], lines: Sequence[str]) -> None:
        """Put these records and events in place of what there is of the profiles (ids). Readers see all of it, or
        nothing."""
        with self._change() as cursor:
            moved = [list(profiles), [owner.record for owner in owners]]
            cursor.execute(_REMOVE_EVENTS, moved)
            cursor.execute(_REMOVE_RECORDS, moved)
            _insert_records(cursor, owners)
            self._insert_events(cursor, lines)
        self._changes += 1

    def count_days(self) -> None:
        """Bring `facts` up to date, by days; that takes a while after a change."""
        with self._days:
            changes = self._changes
            if self._counted != changes:
                with self._change() as cursor:
                    cursor.execute("DELETE FROM facts")
                    cursor.execute(ADD_FACTS)
                self._counted = changes

    def rows(self, query: str, parameters: object = ()) -> list[tuple[Any, ...]]:
        """What a query over the views gives; others may ask, and change it, meanwhile."""
        with self._connection.cursor() as cursor:
            return cursor.execute(query, parameters).fetchall()

    def _insert_events(self, cursor: "duckdb.DuckDBPyConnection", lines: Sequence[str]) -> None:
        if not lines:
            return
        cursor.execute(_LINES, [list(lines), SEPARATOR])
        for place in cursor.execute(_NEW_PLACES).fetchall():
            cursor.execute(_ADD_PLACE, [*place, *self._place_of(*place)])
        cursor.execute(_ADD_EVENTS)

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


def _insert_records(cursor: "duckdb.DuckDBPyConnection", owners: Collection[RecordOwner]) -> None:
    if owners:
        cursor.execute(_ADD_RECORDS, list(map(list, zip(*owners, strict=True))))
