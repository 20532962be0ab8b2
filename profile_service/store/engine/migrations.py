"""Numbered, checksummed migrations of the graph's constraints and indexes, from `schema/graph/*.cypher`."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.values.errors import Conflict
from profile_service.domain.values.times import utc_now
from profile_service.schema_data import schema_path
from profile_service.store.engine.store import Store

_EMBEDDED_ONLY = "// embedded only"
_CREATED = re.compile(r"CREATE (?:CONSTRAINT|INDEX) (\w+)")

_APPLIED = """
MATCH (m:Migration)
RETURN m.number AS number, m.checksum AS checksum, m.applied_at AS applied_at
"""
_REMEMBER = """
MERGE (m:Migration {number: $number})
SET m.name = $name, m.checksum = $checksum, m.applied_at = $now
"""
_CONSTRAINTS = "SHOW CONSTRAINTS"
_INDEXES = "SHOW INDEXES"


@dataclass(frozen=True, slots=True)
class Migration:
    """`statements` are those that the given engine runs; the checksum is of the whole file."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """`state`: applied, pending, or changed (the file differs from what was applied)."""

    number: int
    name: str
    state: str
    applied_at: str | None


def migrations(engine: str) -> list[Migration]:
    files = sorted((f for f in schema_path("graph").iterdir() if f.name.endswith(".cypher")), key=lambda f: f.name)
    return [_parsed(f.name, f.read_text(encoding="utf-8"), engine) for f in files]


async def status(store: Store) -> list[MigrationStatus]:
    applied = {row["number"]: row for row in await store.read(_APPLIED)}
    answer = []
    for each in migrations(store.engine):
        row = applied.get(each.number)
        state = "pending" if row is None else "applied" if row["checksum"] == each.checksum else "changed"
        answer.append(MigrationStatus(each.number, each.name, state, row["applied_at"] if row else None))
    return answer


async def apply(store: Store) -> list[Migration]:
    """Run what is pending, in order; returns what was run. Running it again does nothing.

    Raises Conflict where an applied migration's file has changed since: write a new one instead.
    """
    to_run = await pending(store)
    for each in to_run:
        await _run(store, each)
    return to_run


async def pending(store: Store) -> list[Migration]:
    """What `apply` would run, in order. Raises Conflict as it does."""
    states = {s.number: s.state for s in await status(store)}
    known = migrations(store.engine)
    for each in known:
        if states[each.number] == "changed":
            raise Conflict(f"schema/graph/{each.name} was changed after it was applied; add a new migration instead")
    return [m for m in known if states[m.number] == "pending"]


async def missing(store: Store) -> set[str]:
    """Names of constraints and indexes that the migrations made and the store no longer has."""
    expected = {name for m in migrations(store.engine) for s in m.statements for name in _CREATED.findall(s)}
    rows = [*await store.read(_CONSTRAINTS), *await store.read(_INDEXES)]
    return expected - {row["name"] for row in rows}


async def _run(store: Store, migration: Migration) -> None:
    for statement in migration.statements:
        await store.define(statement)
    remembered = {"number": migration.number, "name": migration.name, "checksum": migration.checksum}
    await store.write(lambda tx: tx.run(_REMEMBER, now=utc_now(), **remembered), guarded=True)


def _parsed(name: str, text: str, engine: str) -> Migration:
    checksum = hashlib.sha256(text.encode()).hexdigest()
    statements = (_statement(chunk, engine) for chunk in text.split(";"))
    return Migration(int(name.split("_", maxsplit=1)[0]), name, checksum, tuple(filter(None, statements)))


def _statement(chunk: str, engine: str) -> str:
    lines = chunk.strip().splitlines()
    if engine != "embedded" and _EMBEDDED_ONLY in lines:
        return ""
    return "\n".join(_without_comments(lines)).strip()


def _without_comments(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if not line.startswith("//"))
