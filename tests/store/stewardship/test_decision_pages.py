"""Decisions of stores that an earlier version wrote get their states by the migration; pages end where they are cut."""

from collections.abc import Sequence

import pytest

from profile_service.domain.stewardship.decisions import Decision, DecisionKind, DecisionState
from profile_service.store.engine.migrations import migrations
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.stewardship import decisions
from profile_service.store.stewardship.decision_pages import decisions_before

pytestmark = pytest.mark.anyio
_FORGET = "MATCH (d:Decision) REMOVE d.state"


async def _keep(tx: WriteTransaction, ids: Sequence[str], roots: dict[str, str]) -> None:
    for id in ids:
        kind = DecisionKind.UNDO if id in roots else DecisionKind.LOCK
        await decisions.keep(tx, Decision(id, kind, "ada", "", "2026-05-01T10:00:00.000000Z", root=roots.get(id)))
        if id in roots:
            root = await decisions.one(tx.run, roots[id])
            assert root
            await decisions.add_undo(tx, root, id)


async def _ids(store: Store, state: DecisionState | None, before: str = "", limit: int = 100) -> list[str]:
    return [each.decision.id for each in await decisions_before(store, None, state, before, limit)]


async def test_older_decisions_get_their_states(store: Store) -> None:
    undos = {"d3": "d1", "d4": "d1", "d5": "d1", "d6": "d2", "d7": "d2"}
    await store.write(lambda tx: _keep(tx, [f"d{n}" for n in range(9)], undos))
    holding, undone = [await _ids(store, state) for state in DecisionState]
    assert (holding, undone) == (["d8", "d7", "d5", "d2", "d0"], ["d6", "d4", "d3", "d1"])
    await store.write(lambda tx: tx.run(_FORGET))
    assert await _ids(store, DecisionState.HOLDS) == []

    (states,) = [migration for migration in migrations(store.engine) if migration.number == 15]
    for statement in states.statements:
        await store.define(statement)

    assert [await _ids(store, state) for state in DecisionState] == [holding, undone]


async def test_page_begins_before_its_place(store: Store) -> None:
    await store.write(lambda tx: _keep(tx, [f"d{n}" for n in range(6)], {"d4": "d1"}))
    assert await _ids(store, None, "d3", 2) == ["d2", "d1"]
    assert await _ids(store, DecisionState.HOLDS, "d3", 2) == ["d2", "d0"]
    assert await _ids(store, DecisionState.UNDONE, "d3") == ["d1"]
