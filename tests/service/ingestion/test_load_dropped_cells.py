"""Cells that could not be used: kept with the run that read them, once each, however often it was interrupted."""

from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import DroppedCell, DroppedCells, DroppedExample
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine.store import Store
from profile_service.store.sources import run_history
from tests.rig.files import load_of
from tests.rig.people import record

pytestmark = pytest.mark.anyio

_REASON = "the phone is no valid number of its country; are there too few or too many digits?"


def _rows(*numbers: int) -> list[Item | Rejected]:
    """Records of which every second one has a phone that is too short."""
    rows: list[Item | Rejected] = []
    for n in numbers:
        item = Item(n, (record(f"crm:{n}", ("email", f"p{n}@shop.org"), day="2026-01-01"),))
        rows.append(replace(item, dropped=(DroppedCell.of(n, "Tel", _REASON, f"+49 {n}"),)) if n % 2 else item)
    return rows


_EXAMPLES = (("0.csv", 3, "+99 9"), ("0.csv", 5, "+99 9"), ("1.csv", 7, "+99 9"))
_ALL = DroppedCells("Tel", _REASON, 4, tuple(DroppedExample(*example) for example in _EXAMPLES))
_FILES = (_rows(2, 3, 4, 5, 6), [Rejected(2, "no date", "x"), *_rows(7, 8, 9)])


async def test_a_run_keeps_what_its_files_dropped(store: Store, tmp_path: Path) -> None:
    run = await LoadRunner(store, tmp_path, 2).run(load_of(*_FILES))

    assert run.dropped == (_ALL,)
    assert run.counts == Counts(read=9, loaded=8, rejected=1)
    assert await run_history.one(store, run.id) == run


async def test_an_interrupted_run_counts_each_cell_once(store: Store, tmp_path: Path) -> None:
    def stop(run: LoadRun) -> None:
        if run.counts.read >= 4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await LoadRunner(store, tmp_path, 2).run(load_of(*_FILES), stop)
    run = await LoadRunner(store, tmp_path, 2).run(load_of(*_FILES))

    assert (run.resumed_read, run.dropped) == (4, (_ALL,))


async def test_the_same_file_drops_the_same_again(store: Store, tmp_path: Path) -> None:
    await LoadRunner(store, tmp_path, 2).run(load_of(*_FILES))
    again = await LoadRunner(store, tmp_path, 3).run(load_of(*_FILES))

    assert again.counts == Counts(read=9, unchanged=8, rejected=1)
    assert again.dropped == (_ALL,)


async def test_a_dry_run_tells_what_a_load_would_drop(store: Store) -> None:
    tried = await DryRun(store, 2).run(load_of(*_FILES), lambda _: None, lambda _file, _reject: None)
    assert tried.dropped == (_ALL,)


async def test_a_run_of_an_older_version_dropped_nothing(store: Store, tmp_path: Path) -> None:
    """Its node has no property of that name."""
    run = await LoadRunner(store, tmp_path, 2).run(load_of(_rows(2, 4)))
    (row,) = await store.read("MATCH (l:LoadRun {id: $id}) RETURN l.dropped AS dropped", id=run.id)

    assert (row["dropped"], run.dropped) == (None, ())
