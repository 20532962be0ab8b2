"""Suppression: what must not come in is left out, and costs one statement a batch; nothing where there is none."""

from pathlib import Path

import pytest

from profile_service.domain.sources.items import Item
from profile_service.domain.values.errors import NotFound
from profile_service.domain.values.identifiers import identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.privacy.suppression import lift, suppress
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from tests.rig.erasures import ledger_in
from tests.rig.graph import nodes
from tests.rig.people import did, items, record

pytestmark = pytest.mark.anyio

_EVE = identifier("email", "eve@shop.org")


def _rows() -> list[Item]:
    return items(
        record("shop:1", ("email", "eve@shop.org"), day="2026-01-01", name="Eve"),
        did("v1", "shop:1", "2026-01-02"),
        record("shop:2", ("email", "fay@shop.org"), day="2026-01-01", name="Fay"),
        did("v2", "shop:3", "2026-01-02"),
    )


async def _statements(store: Store) -> int:
    """How many statements it takes to load the rows again."""
    count = 0

    async def work(tx: WriteTransaction) -> None:
        nonlocal count
        run = tx.run

        async def counted(cypher: str, **parameters: object) -> object:
            nonlocal count
            count += 1
            return await run(cypher, **parameters)

        tx.run = counted  # type: ignore[method-assign,assignment]
        await ingest(tx, _rows())

    await store.write(work)
    return count


async def test_suppressed_are_left_out_until_that_is_lifted(keyed: Store, address: Address, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    await suppress(keyed, ledger, _EVE, "ada")
    await suppress(keyed, ledger, "shop:3", "ada")
    counts = await keyed.write(lambda tx: ingest(tx, _rows()))
    assert (counts.read, counts.loaded, counts.suppressed) == (4, 2, 2)
    assert nodes(address, "SourceRecord", "key", "stub") == {("shop:1", True), ("shop:2", False)}
    await lift(keyed, ledger, _EVE, "ada")
    counts = await keyed.write(lambda tx: ingest(tx, _rows()))
    assert (counts.loaded, counts.unchanged, counts.suppressed) == (1, 2, 1)
    with pytest.raises(NotFound):
        await lift(keyed, ledger, _EVE, "ada")


async def test_suppression_costs_one_statement_a_batch(keyed: Store, tmp_path: Path) -> None:
    await keyed.write(lambda tx: ingest(tx, _rows()))
    before = await _statements(keyed)
    await suppress(keyed, ledger_in(tmp_path), "shop:99", "ada")
    assert await _statements(keyed) == before + 1
