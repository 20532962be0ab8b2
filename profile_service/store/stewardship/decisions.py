"""Decisions of stewards, and what they stated of records: each on its own node, the statements on their records."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from profile_service.domain.stewardship.decisions import (
    ClaimMove,
    ClaimStatement,
    Decision,
    DecisionKind,
    DecisionState,
    LockStatement,
)
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.statements import NamedValues, as_return
from profile_service.store.engine.store import Read, WriteTransaction

DECISION_COLUMNS = {
    "id": "d.id",
    "kind": "d.kind",
    "actor": "d.actor",
    "reason": "coalesce(d.reason, '')",
    "at": "d.at",
    "records": "coalesce(d.records, [])",
    "undos": "coalesce(d.undos, [])",
    "root": "d.root",
    "rules": "d.rules",
    "event": "d.event",
}
_ONE = f"""
MATCH (d:Decision {{id: $id}})
RETURN {as_return(DECISION_COLUMNS)}
"""


async def one(read: Read, id: str) -> Decision | None:
    """The decision with this id; None where there is none."""
    rows = await read(_ONE, id=id)
    return decision_of(rows[0].data()) if rows else None


_OF_RULES = f"""
MATCH (d:Decision)
WHERE d.rules IS NOT NULL
RETURN {as_return(DECISION_COLUMNS)}
ORDER BY d.id
"""


async def changes_of_rules(read: Read) -> list[Decision]:
    """All decisions that changed the rules, the oldest first. Looks through all decisions, of which there are few."""
    return [decision_of(row.data()) for row in await read(_OF_RULES)]


def decision_of(fields: NamedValues) -> Decision:
    """The decision of a row with the columns DECISION_COLUMNS."""
    lists = {name: tuple(fields[name]) for name in ("records", "undos")}
    return Decision(**dict(fields) | lists | {"kind": DecisionKind(fields["kind"])})


_KEEP = """
CREATE (d:Decision)
SET d = $properties
"""


async def keep(tx: WriteTransaction, decision: Decision) -> None:
    """Write a new decision."""
    properties: dict[str, object] = {
        "id": decision.id,
        "kind": decision.kind.value,
        "actor": decision.actor,
        "at": decision.at,
        "records": sorted(decision.records),
        "state": state_key(DecisionState.HOLDS, decision.id),
    }
    optional = {"reason": decision.reason, "root": decision.root, "rules": decision.rules, "event": decision.event}
    await tx.run(_KEEP, properties=properties | {name: value for name, value in optional.items() if value})


def state_key(state: DecisionState, id: str) -> str:
    """The place of a decision among those of its state, in the order of time: `holds 0199…`."""
    return f"{state.value} {id}"


_ADD_RECORDS = """
UNWIND $ids AS id
MATCH (d:Decision {id: id})
SET d.records = [key IN coalesce(d.records, []) WHERE NOT key IN $records] + $records
"""


async def add_records(tx: WriteTransaction, ids: Collection[str], records: Collection[str]) -> None:
    """Let decisions (ids) be about more records (keys): those of statements that stand on them."""
    if ids:
        await tx.run(_ADD_RECORDS, ids=sorted(ids), records=sorted(records))


_ADD_UNDO = """
MATCH (d:Decision {id: $id})
SET d.undos = coalesce(d.undos, []) + $undo
"""
_SET_STATES = """
UNWIND $rows AS row
MATCH (d:Decision {id: row.id})
SET d.state = row.state
"""


async def add_undo(tx: WriteTransaction, decision: Decision, undo: str) -> Decision:
    """Note that the decision was undone, or made to hold again, by another one (id), and the one before that was undone
    by it. Returns the decision as it is then."""
    turned = replace(decision, undos=(*decision.undos, undo))
    state = DecisionState.UNDONE if turned.is_undone else DecisionState.HOLDS
    states = {decision.id: state} | dict.fromkeys(decision.undos[-1:], DecisionState.UNDONE)
    await tx.run(_ADD_UNDO, id=decision.id, undo=undo)
    await tx.run(_SET_STATES, rows=[{"id": id, "state": state_key(state, id)} for id, state in states.items()])
    return turned


_SET_EVENTS = """
UNWIND $rows AS row
MATCH (d:Decision {id: row.id})
WHERE d.event <> row.event
SET d.event = row.event
"""


async def set_events(tx: WriteTransaction, events: Mapping[str, str]) -> None:
    """Let decisions (ids) be about the events with these keys, where those are kept under others now."""
    if events:
        await tx.run(_SET_EVENTS, rows=[{"id": id, "event": key} for id, key in sorted(events.items())])


_UNDONE = """
UNWIND $ids AS id
MATCH (d:Decision {id: id})
WHERE size(coalesce(d.undos, [])) % 2 = 1
RETURN d.id AS id
"""


async def undone(tx: WriteTransaction, ids: Collection[str]) -> set[str]:
    """Those of the decisions (ids) that are undone."""
    return {row["id"] for row in await tx.run(_UNDONE, ids=sorted(ids))} if ids else set()


@dataclass(frozen=True, slots=True)
class RecordStatements:
    """All that stewards stated of a record's claims and of its lock, in the order of time."""

    claims: Sequence[ClaimStatement] = ()
    locks: Sequence[LockStatement] = ()

    @property
    def decisions(self) -> set[str]:
        return {claim.decision for claim in self.claims} | {lock.decision for lock in self.locks}


_STATEMENTS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
WHERE r.moves IS NOT NULL OR r.locks IS NOT NULL
RETURN r.key AS key, coalesce(r.moves, '[]') AS moves, coalesce(r.locks, '[]') AS locks
"""


async def statements(tx: WriteTransaction, records: Collection[str]) -> dict[str, RecordStatements]:
    """By record key; without records of which nothing was stated."""
    rows = await tx.run(_STATEMENTS, keys=sorted(records)) if records else []
    return {
        row["key"]: RecordStatements(
            [_claim_statement(values) for values in orjson.loads(row["moves"])],
            [LockStatement(*values) for values in orjson.loads(row["locks"])],
        )
        for row in rows
    }


def _claim_statement(values: Sequence[str]) -> ClaimStatement:
    decision, key, move, *rest = values
    return ClaimStatement(decision, Identifier.from_key(key), ClaimMove(move), *rest)


_SET_STATEMENTS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.moves = row.moves, r.locks = row.locks
"""


async def add_statements(tx: WriteTransaction, more: Mapping[str, RecordStatements]) -> None:
    """Write more statements of records (keys), behind those that they have."""
    before = await statements(tx, more.keys())
    rows = []
    for key, added in sorted(more.items()):
        stored = before.get(key, RecordStatements())
        claims = [_claim_values(statement) for statement in (*stored.claims, *added.claims)]
        rows.append({"key": key, "moves": _text(claims), "locks": _text(map(list, [*stored.locks, *added.locks]))})
    if rows:
        await tx.run(_SET_STATEMENTS, rows=rows)


def _claim_values(statement: ClaimStatement) -> list[str]:
    decision, identifier, move, *rest = statement
    return [decision, identifier.key, move.value, *rest]


def _text(values: Iterable[object]) -> str | None:
    listed = list(values)
    return orjson.dumps(listed).decode() if listed else None
