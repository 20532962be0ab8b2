"""Numbered, checksummed migrations of the graph's constraints and indexes, from `schema/graph/*.cypher`; and whether
the store has what they create, and can use it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.values.errors import Conflict
from profile_service.domain.values.times import utc_now
from profile_service.schema_data import schema_path
from profile_service.store.engine.store import Row, Store, WriteTransaction

_CREATED = re.compile(r"CREATE (?:CONSTRAINT|INDEX) (\w+)")


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


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """A constraint or an index that the migrations create. `state`: `missing`, `populating` or `failed`."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class SchemaState:
    """`declared`: how many constraints and indexes the migrations create; `faults`: those that cannot be used."""

    declared: int
    faults: tuple[SchemaFault, ...]

    def names(self, state: str) -> list[str]:
        """Those in this state."""
        return [fault.name for fault in self.faults if fault.state == state]


def migrations(engine: str) -> list[Migration]:
    """All migrations in order, with the statements for the engine (`embedded` or `neo4j`)."""
    files = sorted((f for f in schema_path("graph").iterdir() if f.name.endswith(".cypher")), key=lambda f: f.name)
    return [_parse(f.name, f.read_text(encoding="utf-8"), engine) for f in files]


_APPLIED = """
MATCH (m:Migration)
RETURN m.number AS number, m.checksum AS checksum, m.applied_at AS applied_at
"""


async def status(store: Store) -> list[MigrationStatus]:
    """The state of every migration, in order."""
    applied = {row["number"]: row for row in await store.read(_APPLIED)}
    statuses = []
    for migration in migrations(store.engine):
        row = applied.get(migration.number)
        state = "pending" if row is None else "applied" if row["checksum"] == migration.checksum else "changed"
        statuses.append(MigrationStatus(migration.number, migration.name, state, row["applied_at"] if row else None))
    return statuses


async def apply(store: Store) -> list[Migration]:
    """Run the pending migrations in order, and return them. Running it again does nothing.

    Raises Conflict where the file of an applied migration has changed since; nothing is run then.
    """
    to_run = await pending(store)
    if to_run and len(to_run) < len(migrations(store.engine)):
        await store.write(_take_turn)  # a store that is being copied stays as it is
    for migration in to_run:
        await _run(store, migration)
    return to_run


async def _take_turn(_: WriteTransaction) -> None:
    """Nothing: to have a turn is to wait for those of others."""


async def pending(store: Store) -> list[Migration]:
    """The migrations that `apply` would run, in order. Raises Conflict as it does."""
    states = {s.number: s.state for s in await status(store)}
    all_migrations = migrations(store.engine)
    for migration in all_migrations:
        if states[migration.number] == "changed":
            raise Conflict(
                f"schema/graph/{migration.name} was changed after it was applied; add a new migration instead"
            )
    return [m for m in all_migrations if states[m.number] == "pending"]


def declared_names(engine: str) -> set[str]:
    """Names of the constraints and indexes that the migrations create on the engine."""
    return {name for m in migrations(engine) for s in m.statements for name in _CREATED.findall(s)}


_CONSTRAINTS = "SHOW CONSTRAINTS"
_INDEXES = "SHOW INDEXES"
_STATES = {"POPULATING": "populating", "FAILED": "failed"}
"""How Neo4j calls the states of an index that cannot be used; the embedded engine has its indexes at once."""


async def schema_state(store: Store) -> SchemaState:
    """The state of what the migrations create, in the order of the names."""
    declared = declared_names(store.engine)
    rows = [*await store.read(_CONSTRAINTS), *await store.read(_INDEXES)]
    return SchemaState(len(declared), tuple(faults(declared, rows)))


def faults(declared: Iterable[str], rows: Iterable[Row]) -> Iterable[SchemaFault]:
    """The faults among the declared names, of the rows in which the store lists its constraints and indexes."""
    states: dict[str, str] = {}
    for row in rows:
        # The embedded engine names the index of a constraint otherwise than the constraint.
        name = row.get("owningConstraint") or row["name"]
        states[name] = _STATES.get(str(row.get("state")), states.get(name, ""))
    for name in sorted(declared):
        if state := states.get(name, "missing"):
            yield SchemaFault(name, state)


_RECORD = """
MERGE (m:Migration {number: $number})
SET m.name = $name, m.checksum = $checksum, m.applied_at = $now
"""


async def _run(store: Store, migration: Migration) -> None:
    for statement in migration.statements:
        await store.define(statement)
    parameters = {"number": migration.number, "name": migration.name, "checksum": migration.checksum}
    await store.write(lambda tx: tx.run(_RECORD, now=utc_now(), **parameters), guarded=True)


def _parse(name: str, text: str, engine: str) -> Migration:
    checksum = hashlib.sha256(text.encode()).hexdigest()
    statements = (_statement(chunk, engine) for chunk in text.split(";"))
    return Migration(int(name.split("_", maxsplit=1)[0]), name, checksum, tuple(filter(None, statements)))


_EMBEDDED_ONLY = "// embedded only"


def _statement(chunk: str, engine: str) -> str:
    lines = chunk.strip().splitlines()
    if engine != "embedded" and _EMBEDDED_ONLY in lines:
        return ""
    return "\n".join(_without_comments(lines)).strip()


def _without_comments(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if not line.startswith("//"))
