"""Run a load: file after file, batch after batch, each batch and its checkpoint in one transaction."""

import asyncio
import gc
import hashlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from uuid_utils import uuid7

from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.load_runs import Checkpoint, LoadRun
from profile_service.domain.sources.quality.dropped_cells import merged
from profile_service.domain.sources.quality.rejected_rows import reject_groups
from profile_service.domain.telemetry.spans import span
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.batches import Batch
from profile_service.service.ingestion.ingest import ingest_prepared
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.read_ahead import GARBAGE_THRESHOLD, batch_reader
from profile_service.service.ingestion.reports.payments_elsewhere import PaymentsElsewhere
from profile_service.service.ingestion.reports.rejects import (
    LoadedBy,
    RejectsFile,
    rejects_path,
    without_suppressed_rejects,
)
from profile_service.service.ingestion.reports.unknown_states import UnknownStates
from profile_service.service.ingestion.retirement import FullExport, Retirement
from profile_service.service.ingestion.run_locks import host, lock_path, take_lock
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.engine.write_lock import Ownership
from profile_service.store.sources import runs

Progress = Callable[[LoadRun], None]
_TURN_SECONDS = 0.0002
_LOOK_SECONDS = 0.2
_LOG = logging.getLogger("profile_service.load")


@dataclass(frozen=True)
class FileToLoad:
    """A file that was read through once: `sha256` of its bytes, `rows` in it, and a way to read its items again, by the
    identity rules in force: they say which identifiers are junk, and junk names no record."""

    path: Path
    sha256: str
    rows: int
    items: Callable[[Rules], Iterator[Item | Rejected]]


@dataclass(frozen=True)
class Load:
    """Files to load by one loader. `fingerprint`: what else decides the outcome, such as the text of a mapping.
    `mapping` and `country` are those of the loader; `is_instance`: the source is one instance of the loader's."""

    loader: str
    source: str
    files: Sequence[FileToLoad]
    fingerprint: str = ""
    mapping: Path | None = None
    country: str | None = None
    is_instance: bool = False

    @property
    def resume_key(self) -> str:
        parts = [self.loader, self.fingerprint, *(file.sha256 for file in self.files)]
        if self.is_instance:
            parts.append(self.source)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def loaded_by(self) -> LoadedBy:
        fingerprint = hashlib.sha256(self.fingerprint.encode()).hexdigest() if self.fingerprint else None
        mapping = str(self.mapping.absolute()) if self.mapping else None
        return LoadedBy(self.loader, mapping, self.country, fingerprint, self.source if self.is_instance else None)

    @property
    def kind(self) -> str:
        """The kind of records that the files hold, by loader, mapping and instance."""
        if self.mapping:
            return f"{self.loader}:{self.source}:{self.mapping.stem}"
        return f"{self.loader}:{self.source}" if self.is_instance else self.loader

    def export(self, rules: Rules) -> FullExport:
        """The files as an export of all records of their kind: of those that this loader makes by this mapping."""
        return FullExport(self.source, self.kind, lambda: chain.from_iterable(file.items(rules) for file in self.files))


USUAL_OPTIONS = LoadOptions()


class LoadRunner:
    """Loads into a store. `data_dir` keeps the rejects files and the locks by which a run is known to be alive.

    `changed_orders`: whether orders may be others than before, after the runs so far.
    """

    def __init__(self, store: Store, data_dir: Path, batch_rows: int = 500) -> None:
        self._store = store
        self._data_dir = data_dir
        self._batch_rows = batch_rows
        self._owner = str(uuid7())
        self.changed_orders = False

    async def run(
        self, load: Load, progress: Progress = lambda _: None, options: LoadOptions = USUAL_OPTIONS
    ) -> LoadRun:
        """Load everything, from where an interrupted run over the same bytes stopped. Returns the finished run.

        Raises StoreError where the store fails for good, InvalidInput where the files exceed the limits of `options`,
        and Conflict where they are being loaded; what was committed stays, and the same load goes on later.
        """
        if not load.files:
            raise InvalidInput("there is no file to load; name at least one")
        with ExitStack() as resources:
            resources.enter_context(_short_turns())
            resources.enter_context(span("load", {"profile.loader": load.loader}))
            reader = resources.enter_context(batch_reader(max(file.rows for file in load.files)))
            await self._lock_files(load, options, resources)
            run, checkpoint = await self._claim_run(load, options, resources)
            rules = (await active_rules(self._store)).rules
            path = rejects_path(self._data_dir, run.id)
            progress = _with_reject_limit(options.max_rejects, path, progress)
            progress(run)
            rejects = resources.enter_context(RejectsFile(path, checkpoint.rejects_bytes, load.loaded_by))
            writer = _BatchWriter(self._store, run, self._owner, rejects)
            async with self._saying_why_overtaken(run.id):
                for number, file in enumerate(load.files[checkpoint.file :], start=checkpoint.file):
                    skip = checkpoint.items if number == checkpoint.file else 0
                    batches = reader.batches(partial(file.items, rules), self._batch_rows, skip, file.rows - skip)
                    await writer.write_file(number, batches, file.path, progress)
                # What an interrupted run had written before, nobody looked at.
                self.changed_orders |= writer.changed_orders or checkpoint.batch > 0
                if options.full:
                    retirement = Retirement(self._store, run.id, self._owner, self._batch_rows)
                    await retirement.carry_out(load.export(rules), options, progress)
                payments = await writer.payments.sentences(self._store)
                finished_run = await self._finish(run.id, rejects, [*writer.unknown_states.remarks, *payments])
        progress(finished_run)
        options.undeclared(writer.unknown_states.words)
        _log_counts("load finished", finished_run)
        for sentence in (*writer.unknown_states.sentences, *payments):
            options.say(sentence)
        return finished_run

    @asynccontextmanager
    async def _saying_why_overtaken(self, id: str) -> AsyncIterator[None]:
        """Where the run can no longer be advanced because another one of its source is taken back, the error says
        so."""
        try:
            yield
        except Conflict:
            await runs.require_not_overtaken(self._store, id)
            raise

    async def _finish(self, id: str, rejects: RejectsFile, remarks: Sequence[str]) -> LoadRun:
        async def end(tx: WriteTransaction) -> LoadRun:
            runs.owned_run(tx)
            return await runs.end(tx, id, utc_now(), rejects_file=rejects.path_or_none, remarks=remarks)

        return await self._store.write(end, guarded=True, owned=Ownership(id, self._owner))

    async def finished(self, load: Load) -> bool:
        """Whether the same loader has loaded the same bytes before."""
        return await runs.has_finished(self._store, load.resume_key)

    async def _lock_files(self, load: Load, options: LoadOptions, resources: ExitStack) -> None:
        """Keep other processes on this data directory from loading the same files until the load ends."""
        path = lock_path(self._data_dir, load.resume_key)
        if take_lock(path, resources):
            return
        others = await runs.unfinished(self._store, load.resume_key, host(self._data_dir))
        run_name = f" (run {others[0]})" if others else ""
        if options.if_running == "refuse":
            raise Conflict(f"another process is loading the same files{run_name}; load them when it is done")
        options.say(f"Another process is loading the same files{run_name}; waiting until it is done.")
        while not take_lock(path, resources):  # noqa: ASYNC110  it ends in another process
            await asyncio.sleep(_LOOK_SECONDS)

    async def _claim_run(self, load: Load, options: LoadOptions, resources: ExitStack) -> tuple[LoadRun, Checkpoint]:
        """The interrupted run to resume, or a new one. Its lock is held until the load ends, however it ends."""
        key, here = load.resume_key, host(self._data_dir)
        for id in await runs.unfinished(self._store, key, here):
            if self._lock_run(id, resources):
                run, checkpoint = await self._take_over(id)
                if run.state == "running":  # its process may have ended it just now, or somebody took it back
                    options.say(f"Going on with run {id}, from row {run.counts.read + 1:,} of {load.rows:,}.")
                    return run, checkpoint
        now, id = utc_now(), str(uuid7())
        new = LoadRun(id, load.loader, load.source, _file_names(load), "running", Counts(), now, now, rows=load.rows)
        self._lock_run(id, resources)

        async def start(tx: WriteTransaction) -> None:
            await runs.require_no_undo(tx, load.source)
            await runs.start(tx, new, key, here, load.kind)

        await self._store.write(start, guarded=True)
        return await self._take_over(id)

    async def _take_over(self, id: str) -> tuple[LoadRun, Checkpoint]:
        return await self._store.write(lambda tx: runs.claim(tx, id, self._owner), guarded=True)

    def _lock_run(self, id: str, resources: ExitStack) -> bool:
        return take_lock(lock_path(self._data_dir, id), resources)


class _BatchWriter:
    """Writes the batches of one run, each exactly once, in order. `unknown_states`: the words for states of orders that
    are not declared; `payments`: those that name an order; `changed_orders`: whether orders may be others than before;
    all of the batches so far."""

    def __init__(self, store: Store, run: LoadRun, owner: str, rejects: RejectsFile) -> None:
        self._store = store
        self._id = run.id
        self._source = run.source
        self._owner = owner
        self._rejects = rejects
        self._stored_subjects: set[Subject] = set()
        self.unknown_states = UnknownStates()
        self.payments = PaymentsElsewhere()
        self.changed_orders = False

    async def write_file(self, number: int, batches: Iterator[Batch], path: Path, progress: Progress) -> None:
        """Write a file's batches; while the store works on one, a thread reads the next."""
        reading = asyncio.create_task(asyncio.to_thread(next, batches, None))
        try:
            while batch := await reading:
                reading = asyncio.create_task(asyncio.to_thread(next, batches, None))
                if batch.rejects:
                    batch = await self._without_suppressed(batch)
                size = self._rejects.append(str(path), batch.rejects)
                dropped = tuple(group.in_file(str(path)) for group in batch.dropped)
                progress(await self._write(replace(batch, dropped=dropped), number, path, size))
        finally:
            await asyncio.wait([reading])

    async def _without_suppressed(self, batch: Batch) -> Batch:
        """The batch without the rejected rows that name somebody who is suppressed."""
        kept = await without_suppressed_rejects(self._store.read, self._store.secret, self._source, batch.rejects)
        rows = sum(reject.rows for reject in batch.rejects) - sum(reject.rows for reject in kept)
        return replace(batch, rejects=tuple(kept), suppressed=rows)

    async def _write(self, batch: Batch, file: int, path: Path, rejects_bytes: int) -> LoadRun:
        subjects: Collection[Subject] = ()
        rejected = sum(reject.rows for reject in batch.rejects)

        async def work(tx: WriteTransaction) -> LoadRun:
            nonlocal subjects
            run, last = runs.owned_run(tx)
            if (last.file, last.items) >= (file, batch.end):
                return run  # an earlier attempt did commit, though its answer was lost
            ingested = await ingest_prepared(tx, batch.items, self._stored_subjects, self._id)
            subjects = ingested.subjects
            self.changed_orders |= ingested.changed_orders
            counts = ingested.counts + Counts(read=rejected, rejected=rejected)
            counts += Counts(read=batch.suppressed, suppressed=batch.suppressed)
            size = self._rejects.append(str(path), ingested.rejected, keep_bytes=rejects_bytes)
            rejects = merged(run.reject_groups, reject_groups((*batch.rejects, *ingested.rejected), str(path)))
            done = Checkpoint(last.batch + 1, file, batch.end, size)
            dropped = merged(run.dropped, batch.dropped)
            run = replace(run, dropped=dropped, reject_groups=rejects, rejects_file=self._rejects.path_or_none)
            return runs.advance(tx, run, counts, done, utc_now())

        owned = Ownership(self._id, self._owner)
        with span("load batch", {"profile.rows": len(batch.items)}):
            run = await self._store.write(work, guarded=True, actor=f"load {self._id}", owned=owned)
        _log_counts("batch written", run)
        self._stored_subjects.update(subjects)
        self.unknown_states.add(batch.items)
        self.payments.add(batch.items, path)
        return run


def _log_counts(message: str, run: LoadRun) -> None:
    """What became of the rows so far; neither files nor sources, whose names people choose."""
    if _LOG.isEnabledFor(logging.DEBUG):
        _LOG.debug(message, extra={"fields": {"run": run.id, "state": run.state, **asdict(run.counts)}})


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let the thread that reads a file take short turns, so that the store's answers need not wait for it, and collect
    garbage seldom."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_TURN_SECONDS)
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*thresholds)


def _with_reject_limit(max_rejects: int | None, path: Path, progress: Progress) -> Progress:
    """`progress`, followed by an error where more rows than `max_rejects` were rejected."""

    def checked(run: LoadRun) -> None:
        progress(run)
        if max_rejects is not None and run.counts.rejected > max_rejects:
            rows = f"{counted(run.counts.rejected, 'row')} {'was' if run.counts.rejected == 1 else 'were'} rejected"
            raise InvalidInput(
                f"{rows}, more than the {max_rejects:,} of --max-rejects; what was loaded stays. See {path}, then mend "
                "the file, or go on with a higher limit"
            )

    return checked


def _file_names(load: Load) -> tuple[str, ...]:
    return tuple(str(file.path) for file in load.files)
