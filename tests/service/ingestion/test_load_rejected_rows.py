"""A run keeps why rows were rejected, by column and reason, whatever interrupts it; a dry run says the same."""

from pathlib import Path

import pytest

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.quality.dropped_cells import DroppedExample
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.load import Load
from profile_service.store.engine.store import Store
from profile_service.store.sources import run_history
from tests.rig.files import load_of
from tests.rig.loading import load_with_interruption
from tests.rig.people import record

pytestmark = pytest.mark.anyio


def _load() -> Load:
    """Ten rows, of which five are rejected for two reasons."""
    late = [Rejected(line, "not a time", "x", "Created at", value=f"day {line}") for line in (2, 4, 6, 8)]
    whole = Rejected(9, "no id", "x")
    good = [Item(line, (record(f"crm:{line}", ("email", f"p{line}@shop.org")),)) for line in (3, 5, 7, 10, 11)]
    return load_of(sorted([*late, whole, *good], key=lambda entry: entry.line))


@pytest.mark.parametrize("stopped_at", [0, 3])
async def test_run_counts_rejected_rows_by_column_and_reason(store: Store, stopped_at: int) -> None:
    await load_with_interruption(store, _load(), stopped_at)

    (run,) = await run_history.newest(store, 5)
    groups = [(group.column, group.reason, group.count) for group in run.rejects_by_count]
    assert groups == [("Created at", "not a time", 4), ("", "no id", 1)]
    assert run.rejects_by_count[0].examples == tuple(DroppedExample("0.csv", line, "xxx 9") for line in (2, 4, 6))


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_dry_run_says_what_the_load_then_rejects(store: Store, tmp_path: Path) -> None:
    rehearsed = await DryRun(store, 2).run(_load(), lambda _: None, lambda *_: None)
    await load_with_interruption(store, _load())
    (run,) = await run_history.newest(store, 5)
    assert rehearsed.reject_groups == run.reject_groups
    assert sum(group.count for group in run.reject_groups) == run.counts.rejected == 5
