"""Golden values and states of consent of all customers, as columns in memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.service.metrics.event_table import IN_MEMORY

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

_TABLES = """
CREATE TABLE golden_values (profile VARCHAR, attribute VARCHAR, golden VARCHAR);
CREATE TABLE consents (profile VARCHAR, purpose VARCHAR, channel VARCHAR, status VARCHAR);
"""
_ADD_VALUES = "INSERT INTO golden_values SELECT unnest($1), unnest($2), unnest($3)"
_ADD_CONSENTS = "INSERT INTO consents SELECT unnest($1), unnest($2), unnest($3), unnest($4)"


class CustomerValue(NamedTuple):
    """The golden value of an attribute of a profile (id)."""

    profile: str
    attribute: str
    golden: str


class CustomerConsent(NamedTuple):
    """The state of a profile's consent (id) to a purpose by a channel."""

    profile: str
    purpose: str
    channel: str
    status: str


class ValueTable:
    """Values are compared in any case of letters."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=IN_MEMORY)
        self._connection.execute(_TABLES)

    def close(self) -> None:
        self._connection.close()

    def replace(
        self, profiles: Sequence[str], values: Iterable[CustomerValue], consents: Iterable[CustomerConsent]
    ) -> None:
        """Put these in place of what there is of the profiles (ids). Readers see all of it, or nothing."""
        with self._change() as cursor:
            cursor.execute("DELETE FROM golden_values WHERE profile IN (SELECT unnest($1))", [list(profiles)])
            cursor.execute("DELETE FROM consents WHERE profile IN (SELECT unnest($1))", [list(profiles)])
            for statement, rows in ((_ADD_VALUES, list(values)), (_ADD_CONSENTS, list(consents))):
                if rows:
                    cursor.execute(statement, list(map(list, zip(*rows, strict=True))))

    def rows(self, query: str, parameters: object = ()) -> list[tuple[Any, ...]]:
        """What a query over the tables gives; others may ask, and change them, meanwhile."""
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
