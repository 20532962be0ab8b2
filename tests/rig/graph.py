"""What is in a store, as sets of tuples for exact equality, and a store made empty."""

import atexit
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

import neo4j

from profile_service.store.engine.address import Address

Rows = set[tuple[Any, ...]]
_WIPED_AT_ONCE = 5_000
_WIPE = f"""
MATCH (n)
WHERE NOT n:Migration
WITH n LIMIT {_WIPED_AT_ONCE}
DETACH DELETE n
RETURN count(*) AS deleted
"""


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
    """One for as long as the tests run: many a test asks for little more than what a connection costs."""
    login = (address.user, address.password)
    driver = neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF")
    atexit.register(driver.close)
    return driver


def size(address: Address) -> int:
    """How many nodes there are, beside those that say what schema it has."""
    return int(run(address, "MATCH (n) WHERE NOT n:Migration RETURN count(n)")[0][0])


def forget_schema(address: Address) -> None:
    """Drops every constraint and index of a Neo4j, as if no migration had ever been applied."""
    for (name,) in run(address, "SHOW CONSTRAINTS YIELD name RETURN name"):
        run(address, f"DROP CONSTRAINT {name}")
    for (name,) in run(address, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        run(address, f"DROP INDEX {name}")
    run(address, "MATCH (m:Migration) DELETE m")


def wipe(address: Address) -> None:
    """Deletes every node; the schema stays, and what says so."""
    while run(address, _WIPE) == [(_WIPED_AT_ONCE,)]:
        pass


def _rows(address: Address, cypher: str, what: str) -> Rows:
    """Sets hide doubles, and doubles are what races leave behind: they fail here."""
    rows = run(address, cypher)
    found = set(rows)
    assert len(found) == len(rows), f"{len(rows) - len(found)} of {what} twice; ask for what tells them apart"
    return found


def _list(name: str, properties: Iterable[str], before: Iterable[str] = ()) -> str:
    return ", ".join([*before, *(f"{name}.{each}" for each in properties)])


def _hashable(value: Any) -> Any:
    return tuple(_hashable(each) for each in value) if isinstance(value, list) else value
