"""The contents of a store as sets of tuples, for exact equality; and emptying a store."""

import atexit
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

import neo4j

from profile_service.store.places.address import Address

Rows = set[tuple[Any, ...]]
_WIPED_AT_ONCE = 5_000
_DELETE = f"""
WITH n LIMIT {_WIPED_AT_ONCE}
DETACH DELETE n
RETURN count(*) AS deleted
"""
# Events first: a record or product that still has a hundred thousand of them takes more memory than Neo4j has here.
_WIPE = (f"MATCH (n:Event) {_DELETE}", f"MATCH (n) WHERE NOT n:Migration {_DELETE}")


def nodes(address: Address, label: str, *properties: str) -> Rows:
    """The named properties of every node with the label.

    `nodes(address, "Identifier", "type", "value") == {("email", "ann@x.com")}`
    """
    return _rows(address, f"MATCH (n:{label}) RETURN {_list('n', properties)}", f"(:{label})")


def links(address: Address, start: str, kind: str, end: str, *properties: str) -> Rows:
    """A property of the start, one of the end, and the named ones of the link, for every link of that kind.

    `links(address, "SourceRecord.key", "OF", "Profile.id") == {("shop:1", "p1")}`
    """
    (start_label, start_property), (end_label, end_property) = start.split("."), end.split(".")
    pattern = f"(a:{start_label})-[l:{kind}]->(b:{end_label})"
    ends = [f"a.{start_property}", f"b.{end_property}"]
    return _rows(address, f"MATCH {pattern} RETURN {_list('l', properties, ends)}", pattern)


def run(address: Address, cypher: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement."""
    result = _driver(address).execute_query(cast("Any", cypher), parameters, database_=address.database)
    return [tuple(_hashable(value) for value in record.values()) for record in result.records]


@cache
def _driver(address: Address) -> neo4j.Driver:
    """One driver for as long as the tests run: many tests read little more than a connection costs."""
    login = (address.user, address.password)
    driver = neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF")
    atexit.register(driver.close)
    return driver


def size(address: Address) -> int:
    """The number of nodes, without those that record the schema's migrations."""
    return int(run(address, "MATCH (n) WHERE NOT n:Migration RETURN count(n)")[0][0])


def forget_schema(address: Address) -> None:
    """Drop every constraint and index of a Neo4j, as if no migration had ever been applied."""
    for (name,) in run(address, "SHOW CONSTRAINTS YIELD name RETURN name"):
        run(address, f"DROP CONSTRAINT {name}")
    for (name,) in run(address, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        run(address, f"DROP INDEX {name}")
    run(address, "MATCH (m:Migration) DELETE m")


def wipe(address: Address) -> None:
    """Delete every node except the schema's migrations; the schema stays."""
    for statement in _WIPE:
        while run(address, statement) == [(_WIPED_AT_ONCE,)]:
            pass


def _rows(address: Address, cypher: str, pattern: str) -> Rows:
    """The rows as a set. Fails where a row comes twice: a set would hide doubles, which are what races leave behind."""
    rows = run(address, cypher)
    distinct = set(rows)
    assert len(distinct) == len(rows), f"{len(rows) - len(distinct)} of {pattern} twice; ask for what tells them apart"
    return distinct


def _list(name: str, properties: Iterable[str], before: Iterable[str] = ()) -> str:
    return ", ".join([*before, *(f"{name}.{property}" for property in properties)])


def _hashable(value: Any) -> Any:
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value
