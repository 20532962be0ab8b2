"""How a load begins and ends: taken up where it stopped, alone on its files, within its terms, or only tried out."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.load import LoadRunner
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.run_locks import stopped
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.sources import run_history
from tests.rig.dump import dump
from tests.rig.files import Entries, load_of
from tests.rig.people import at, bought, record

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")


def _rows(*numbers: int) -> list[Item | Rejected]:
    return [Item(n + 2, (record(f"crm:{n}", ("email", f"p{n}@shop.org"), day="2026-01-01"),)) for n in numbers]


def _bad(line: int) -> Rejected:
    return Rejected(line, "Born: not a date", "x", "Born", value="31.2.1980", cells=({"Id": "7", "Born": "31.2.1980"},))


def _stop(run: LoadRun) -> None:
    if run.counts.read >= 4:
        raise InterruptedError


async def _stopped(store: Store, data_dir: Path, entries: Entries) -> None:
    with pytest.raises(InterruptedError):
        await LoadRunner(store, data_dir, 2).run(load_of(entries), _stop)


async def test_a_load_says_where_it_goes_on(store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    await _stopped(store, tmp_path, _rows(*range(6)))

    run = await LoadRunner(store, tmp_path, 2).run(load_of(_rows(*range(6))), options=LoadOptions(say=said.append))

    assert said == [f"Going on with run {run.id}, from row 5 of 6."]
    assert (run.counts, run.rows, run.resumed_read) == (Counts(read=6, loaded=6), 6, 4)


async def test_a_run_without_a_process_is_seen_to_be_stopped(store: Store, tmp_path: Path) -> None:
    await _stopped(store, tmp_path, _rows(*range(6)))
    (run,) = await run_history.newest(store, 1, None)

    assert stopped(tmp_path, run)
    assert not stopped(tmp_path / "elsewhere", run)


async def test_the_same_files_wait_for_each_other(store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    loads = [
        LoadRunner(store, tmp_path, 2).run(load_of(_rows(*range(8))), options=LoadOptions(say=said.append))
        for _ in "ab"
    ]

    first, second = sorted(await asyncio.gather(*loads), key=lambda run: run.started_at)

    assert (first.counts, second.counts) == (Counts(read=8, loaded=8), Counts(read=8, unchanged=8))
    assert first.finished_at
    assert first.finished_at <= second.started_at
    assert len(said) == 1
    assert said[0].startswith("Another process is loading the same files")
    assert list((tmp_path / "runs").iterdir()) == []


async def test_the_same_files_may_be_refused(store: Store, tmp_path: Path) -> None:
    refusing = LoadRunner(store, tmp_path, 2)

    async def meanwhile(run: LoadRun) -> None:
        with pytest.raises(Conflict, match=f"another process is loading the same files .run {run.id}."):
            await refusing.run(load_of(_rows(*range(8))), options=LoadOptions(if_running="refuse"))

    tries: list[asyncio.Task[None]] = []
    await LoadRunner(store, tmp_path, 2).run(
        load_of(_rows(*range(8))), lambda run: tries.append(asyncio.create_task(meanwhile(run))) if not tries else None
    )

    await tries[0]


async def test_too_many_rejects_stop_a_load_that_goes_on_later(store: Store, tmp_path: Path) -> None:
    load = load_of([*_rows(1, 2), _bad(5), _bad(6), *_rows(3, 4)])

    with pytest.raises(InvalidInput, match="2 rows were rejected, more than the 1 of --max-rejects"):
        await LoadRunner(store, tmp_path, 2).run(load, options=LoadOptions(max_rejects=1))
    stopped = (await run_history.newest(store, 1, None))[0]
    run = await LoadRunner(store, tmp_path, 2).run(load, options=LoadOptions(max_rejects=2))

    assert stopped.counts == Counts(read=4, loaded=2, rejected=2)
    assert stopped.rejects_file == run.rejects_file == str(tmp_path / "rejects" / f"{run.id}.ndjson")
    assert run.counts == Counts(read=6, loaded=4, rejected=2)


async def test_a_rejected_row_is_kept_with_all_that_mends_it(store: Store, tmp_path: Path) -> None:
    await LoadRunner(store, tmp_path, 2).run(load_of([_bad(5)]))

    (file,) = (tmp_path / "rejects").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert json.loads(file.read_text()) == {
        "file": "0.csv", "line": 5, "column": "Born", "value": "99.9.9999", "reason": "Born: not a date", "row": "x",
        "cells": [{"Id": "7", "Born": "31.2.1980"}], "by": {"loader": "crm-people"},
    }  # fmt: skip


async def test_a_dry_run_tells_what_a_load_does(store: Store, address: Address, tmp_path: Path) -> None:
    """Rows that are there, that change, that come twice in different batches; merges, deletions, consents, events."""
    await LoadRunner(store, tmp_path, 2).run(load_of(_rows(1, 2, 3)))
    entries: list[Item | Rejected] = [
        *_rows(1, 4),
        Item(5, (record("crm:2", _ANN, day="2026-02-01"),)),
        *_rows(4),
        _bad(7),
        Item(8, deletions=(SourceDeletion("crm:3", at("2026-02-01")),)),
        Item(9, merges=(SourceMerge("crm:1", "crm:2", "merged"),)),
        Item(10, consents=(Consent("crm:1", "marketing", "sms", ConsentStatus.GRANTED, None, ""),)),
        Item(11, (), (bought("o1", "crm:1", "2026-01-05"),)),
        Item(12, (), (bought("o1", "crm:1", "2026-01-05"),)),
    ]
    before, rejects = dump(address), []

    tried = await DryRun(store, 2).run(load_of(entries), lambda _: None, lambda file, reject: rejects.append(reject))
    unwritten = dump(address) == before
    loaded = await LoadRunner(store, tmp_path, 2).run(load_of(entries))

    assert unwritten
    assert tried.counts == loaded.counts == Counts(read=10, loaded=2, changed=4, unchanged=3, rejected=1)
    assert rejects == [_bad(7)]


async def test_words_for_states_that_are_not_declared_are_named(store: Store, tmp_path: Path) -> None:
    words = ["shipped", "Beamed up", "beamed down", "Beamed up", "pending"]
    sales = [replace(bought(f"o{n}", "shop:1", "2026-01-01"), status=word) for n, word in enumerate(words)]
    load = load_of([Item(n, (), (sale,)) for n, sale in enumerate(sales, start=2)])
    said: list[str] = []

    await DryRun(store, 2).run(load, lambda _: None, lambda *_: None, LoadOptions(say=said.append))
    await LoadRunner(store, tmp_path, 2).run(load, options=LoadOptions(say=said.append))

    sentence = '3 sales count in no total, for their status is not declared: "Beamed up" (2), "beamed down" (1).'
    assert [text.partition(" Translate")[0] for text in said] == [sentence, sentence]
