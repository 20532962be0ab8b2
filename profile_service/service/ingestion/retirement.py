"""Retire the records that a full export does not hold any more (docs/decisions/full-exports.md)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.records import retired
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.scratch import Scratch
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.store.engine.readable import Readable
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.engine.write_lock import Ownership
from profile_service.store.sources import retirement, runs
from profile_service.store.sources.record_rows import record_row
from profile_service.store.sources.retirement import LiveRecord

_Work: TypeAlias = Callable[[WriteTransaction], Awaitable[LoadRun]]
_PAGE = 5_000
_KEYS_AT_ONCE = 5_000


@dataclass(frozen=True)
class FullExport:
    """Files that hold all records of a kind that a source has. `read` reads them from their beginning."""

    source: str
    kind: str
    read: Callable[[], Iterator[Item | Rejected]]


class Retirement:
    """Retires for the load run `run`, whose files were all read. If interrupted, it can be carried out again."""

    def __init__(self, store: Store, run: str, owner: str, batch_rows: int) -> None:
        self._store = store
        self._owned = Ownership(run, owner)
        self._batch_rows = batch_rows

    async def carry_out(self, export: FullExport, options: LoadOptions, progress: Callable[[LoadRun], None]) -> None:
        """Raises InvalidInput, with nothing retired, where more records are missing than `options` allow."""
        run = await self._write(_beginning)
        _refuse(_rejected_rows(run.counts.rejected, options))
        with Scratch() as named:
            await asyncio.to_thread(_read_again, export, named)
            missing_count, live_count = await _missing_and_live(self._store, export, named)
            _refuse(_too_many_missing(missing_count, live_count, options))
            if not missing_count:
                return
            async for _, missing in _pages(self._store, export, named):
                for start in range(0, len(missing), self._batch_rows):
                    some = missing[start : start + self._batch_rows]
                    progress(await self._write(partial(_retire, some)))

    async def _write(self, work: _Work) -> LoadRun:
        actor = f"load {self._owned.run}"
        return await self._store.write(work, guarded=True, actor=actor, owned=self._owned)


async def _beginning(tx: WriteTransaction) -> LoadRun:
    return runs.add_retired(tx, runs.owned_run(tx)[0], 0, utc_now())


async def _retire(missing: list[LiveRecord], tx: WriteTransaction) -> LoadRun:
    run, _ = runs.owned_run(tx)
    still, now = await retirement.unchanged_keys(tx, missing), utc_now()
    retired_records = [record_row(retired(r.key, now, r.observed_at)) for r in missing if r.key in still]
    await resolve(tx, ResolutionInput(changed=retired_records, run=run.id), now)
    return runs.add_retired(tx, run, len(retired_records), now)


class RetirementForecast(NamedTuple):
    """The number of records that a run would retire. `refusal`: why it would retire none, in a sentence; empty where
    it would not refuse."""

    retired: int
    refusal: str = ""


async def forecast(store: Readable, export: FullExport, rejected: int, options: LoadOptions) -> RetirementForecast:
    """What carrying out would come to, after a run in which so many rows were rejected."""
    if refusal := _rejected_rows(rejected, options):
        return RetirementForecast(0, refusal)
    with Scratch() as named:
        await asyncio.to_thread(_read_again, export, named)
        missing_count, live_count = await _missing_and_live(store, export, named)
    refusal = _too_many_missing(missing_count, live_count, options)
    return RetirementForecast(0 if refusal else missing_count, refusal)


async def _missing_and_live(store: Readable, export: FullExport, named: Scratch) -> tuple[int, int]:
    """The number of live records that the export lacks, and of all live ones."""
    living = missing_count = 0
    async for live_count, missing in _pages(store, export, named):
        living, missing_count = living + live_count, missing_count + len(missing)
    return missing_count, living


async def _pages(store: Readable, export: FullExport, named: Scratch) -> AsyncIterator[tuple[int, list[LiveRecord]]]:
    """By page: the number of live records of the kind, and those of them that the files do not name."""
    runs_of_kind = await retirement.runs_of(store.read, export.kind)
    living, after = await retirement.page(store.read, export.source, "", _PAGE)
    while after:
        of_kind = [record for record in living if record.run in runs_of_kind]
        named_keys = named.get(record.key for record in of_kind)
        yield len(of_kind), [record for record in of_kind if record.key not in named_keys]
        living, after = await retirement.page(store.read, export.source, after, _PAGE)


def _refuse(reason: str) -> None:
    if reason:
        raise InvalidInput(f"nothing was retired: {reason}")


def _rejected_rows(rejected: int, options: LoadOptions) -> str:
    """Why rejected rows keep a run from retiring; empty where they do not."""
    if not rejected or options.approved:
        return ""
    if rejected == 1:
        unknown = "1 row was rejected, and which record it is is not known; mend it"
    else:
        unknown = f"{rejected:,} rows were rejected, and which records they are is not known; mend them"
    return f"{unknown} and load the export again, or say --yes to retire all records that it does not name"


def _too_many_missing(missing: int, live: int, options: LoadOptions) -> str:
    """Why so many missing records keep a run from retiring; empty where they do not."""
    limit = options.retire_limit
    if options.approved or missing <= limit * live:
        return ""
    share = f"{missing / live:.0%}, which is more than {limit:.0%}"
    remedy = "is it complete? If so, say --yes, or allow more with --retire-limit"
    return f"the export lacks {missing:,} of {live:,} records, {share}; {remedy}"


def _read_again(export: FullExport, named: Scratch) -> None:
    """Put the key of every record that the files name into `named`. Reading the files again costs less than a mark on
    each record that they hold."""
    keys = chain.from_iterable(item.all_records() for item in export.read() if isinstance(item, Item))
    while some := list(islice(keys, _KEYS_AT_ONCE)):
        named.put(dict.fromkeys(some, ""))
