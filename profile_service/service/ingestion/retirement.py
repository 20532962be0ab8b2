"""Retire the records that a full export does not hold any more (docs/decisions/full-exports.md)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TypeAlias

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.records import retired
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.scratch import Scratch
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
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
    """All that a source has of a kind of records. `read` reads its files through, from their beginning."""

    source: str
    kind: str
    read: Callable[[], Iterator[Item | Rejected]]


class Retirement:
    """For the run `run`, whose files were all read to their end. Killed in the middle, it may be carried out again."""

    def __init__(self, store: Store, run: str, owner: str, batch_rows: int) -> None:
        self._store = store
        self._owned = Ownership(run, owner)
        self._batch_rows = batch_rows

    async def carry_out(self, export: FullExport, terms: LoadOptions, progress: Callable[[LoadRun], None]) -> None:
        """Raises InvalidInput, with nothing retired, where that is more than the terms allow."""
        run = await self._write(_beginning)
        if run.counts.rejected and not terms.approved:
            raise InvalidInput(
                f"nothing was retired: {run.counts.rejected:,} rows were rejected, and which records they are is not "
                "known; mend them and load the export again, or say --yes to retire all records that it does not name"
            )
        with Scratch() as named:
            await asyncio.to_thread(_read_again, export, named)
            gone, living = await _share(self._store, export, named)
            if not terms.approved:
                _check_share(gone, living, terms.retire_limit)
            if not gone:
                return
            async for _, missing in _pages(self._store, export, named):
                for start in range(0, len(missing), self._batch_rows):
                    some = missing[start : start + self._batch_rows]
                    progress(await self._write(partial(_retire, some)))

    async def _write(self, work: _Work) -> LoadRun:
        actor = f"load {self._owned.run}"
        return await self._store.write(work, guarded=True, actor=actor, owned=self._owned)


async def _beginning(tx: WriteTransaction) -> LoadRun:
    return runs.add_retired(tx, runs.claimed(tx)[0], 0, utc_now())


async def _retire(missing: list[LiveRecord], tx: WriteTransaction) -> LoadRun:
    run, _ = runs.claimed(tx)
    still, now = await retirement.still(tx, missing), utc_now()
    ended = [record_row(retired(each.key, now, each.observed_at)) for each in missing if each.key in still]
    await resolve(tx, ResolutionInput(changed=ended, run=run.id), now)
    return runs.add_retired(tx, run, len(ended), now)


async def lacking(store: Store, export: FullExport) -> int:
    """How many of the stored records the export lacks."""
    with Scratch() as named:
        await asyncio.to_thread(_read_again, export, named)
        return (await _share(store, export, named))[0]


async def _share(store: Store, export: FullExport, named: Scratch) -> tuple[int, int]:
    """How many records the export lacks, and of how many."""
    living = gone = 0
    async for found, missing in _pages(store, export, named):
        living, gone = living + found, gone + len(missing)
    return gone, living


async def _pages(store: Store, export: FullExport, named: Scratch) -> AsyncIterator[tuple[int, list[LiveRecord]]]:
    """How many records of the kind a page holds, and those of them that the files do not name."""
    kin = await retirement.runs_of(store.read, export.kind)
    living, after = await retirement.page(store.read, export.source, "", _PAGE)
    while after:
        found = [each for each in living if each.run in kin]
        known = named.get(each.key for each in found)
        yield len(found), [each for each in found if each.key not in known]
        living, after = await retirement.page(store.read, export.source, after, _PAGE)


def _check_share(gone: int, living: int, limit: float) -> None:
    if gone > limit * living:
        raise InvalidInput(
            f"nothing was retired: the export lacks {gone:,} of {living:,} records, {gone / living:.0%}, which is "
            f"more than {limit:.0%}; is it complete? If so, say --yes, or allow more with --retire-limit"
        )


def _read_again(export: FullExport, named: Scratch) -> None:
    """Every record that the files name. Reading costs less than a mark on each record that is there still."""
    keys = chain.from_iterable(item.all_records() for item in export.read() if isinstance(item, Item))
    while some := list(islice(keys, _KEYS_AT_ONCE)):
        named.put(dict.fromkeys(some, ""))
