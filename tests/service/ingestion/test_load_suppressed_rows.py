"""Rows about people who are suppressed: counted, and kept nowhere, not even where they are rejected."""

import json
from pathlib import Path

import pytest

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.identifiers import identifier
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.service.privacy.suppression import suppress
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.erasures import erasing_store, ledger_in
from tests.rig.files import load_of
from tests.rig.people import record

pytestmark = pytest.mark.anyio


def _load() -> Load:
    """Four rows: two of Eve and two of others, of each of which one is rejected."""
    cells = {"Email": "Eve@shop.org", "At": "never"}
    return load_of(
        [
            Item(2, (record("crm:1", ("email", "eve@shop.org")),)),
            Item(3, (record("crm:2", ("email", "fay@shop.org")),)),
            Rejected(4, "not a time", "Eve@shop.org,never", "At", value="never", cells=(cells,)),
            Rejected(5, "not a time", "gus@shop.org,never", "At", value="never"),
        ]
    )


def _rejected(data_dir: Path) -> list[int]:
    """The lines of the rows in the rejects files."""
    files = (data_dir / "rejects").glob("*.ndjson")
    return [json.loads(line)["line"] for path in files for line in path.read_text().splitlines()]


async def test_suppressed_rows_are_counted_and_kept_nowhere(store: Store, address: Address, tmp_path: Path) -> None:
    keyed = erasing_store(address, store.engine, tmp_path)
    await suppress(keyed, ledger_in(tmp_path), identifier("email", "eve@shop.org"), "ada")
    rehearsed = await DryRun(keyed).run(_load(), lambda _: None, lambda *_: None)
    run = await LoadRunner(keyed, tmp_path).run(_load())
    await keyed.close()
    counts = run.counts
    assert rehearsed.counts == counts
    assert (counts.read, counts.loaded, counts.rejected, counts.suppressed) == (4, 1, 1, 2)
    assert _rejected(tmp_path) == [5]
