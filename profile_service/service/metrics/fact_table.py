"""What all customers did by month, as columns in memory (docs/decisions/customer-metrics.md).

A row is what one record's events of one month (`slot`), channel and currency come to. It is made from the tally of the
record alone, so that it can be thrown away and made again at any time.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.service.metrics.fact_macros import ADD_FACTS, FACTS, MACROS
from profile_service.store.metrics.record_tallies import SourceTally

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

# Nothing of anybody goes to a disk, and reads of single customers need the other core.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"temp_directory": "", "threads": 1}
_TABLES = """
CREATE TABLE kinds (kind VARCHAR, is_contact BOOLEAN);
"""
_CELLS = """
CREATE TEMP TABLE cells AS
WITH lines AS (
  SELECT profile, record, source, string_split(unnest(string_split(tally, chr(10))), chr(9)) AS cell
  FROM (SELECT unnest($1) AS profile, unnest($2) AS record, unnest($3) AS source, unnest($4) AS tally)
)
SELECT profile, record, source, cell[1] AS kind, cell[2] AS channel,
  cell[3][1:4]::INTEGER * 12 + cell[3][6:7]::INTEGER - 1 AS slot, cell[4] AS currency,
  coalesce(cell[7], '') AS settlement, sum(cell[5]::INTEGER) AS count, sum(cell[6]::BIGINT) AS total
FROM lines
WHERE cell[1] <> ''
GROUP BY ALL
"""
_NEW_KINDS = "SELECT DISTINCT kind FROM cells WHERE kind NOT IN (SELECT kind FROM kinds)"
_REMOVE = "DELETE FROM facts WHERE profile IN (SELECT unnest($1))"


class FactTable:
    """`is_contact`: whether an event of a kind is a contact."""

    def __init__(self, is_contact: Callable[[str], bool]) -> None:
        self._is_contact = is_contact
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        self._connection.execute(FACTS + _TABLES + MACROS)

    def close(self) -> None:
        self._connection.close()

    def add(self, tallies: Collection[SourceTally]) -> None:
        """Count these records, of which none is counted yet; none of a profile that is restricted."""
        with self._change() as cursor:
            self._insert(cursor, tallies)

    def replace(self, profiles: Sequence[str], tallies: Collection[SourceTally]) -> None:
        """Count these records of the profiles (ids) in place of what is counted of them. Readers see all of it, or
        nothing."""
        with self._change() as cursor:
            cursor.execute(_REMOVE, [list(profiles)])
            self._insert(cursor, tallies)

    def rows(self, query: str, parameters: object = ()) -> list[tuple[Any, ...]]:
        """What a query over `facts` gives; others may ask, and change it, meanwhile."""
        with self._connection.cursor() as cursor:
            return cursor.execute(query, parameters).fetchall()

    def _insert(self, cursor: "duckdb.DuckDBPyConnection", tallies: Collection[SourceTally]) -> None:
        restricted = {each.profile for each in tallies if each.restricted}
        counted = [each for each in tallies if each.tally and each.profile not in restricted]
        if not counted:
            return
        profiles, records, sources, texts, _ = map(list, zip(*counted, strict=True))
        cursor.execute("DROP TABLE IF EXISTS cells")
        cursor.execute(_CELLS, [profiles, records, sources, texts])
        for (kind,) in cursor.execute(_NEW_KINDS).fetchall():
            cursor.execute("INSERT INTO kinds VALUES ($1, $2)", [kind, self._is_contact(kind)])
        cursor.execute(ADD_FACTS)

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
