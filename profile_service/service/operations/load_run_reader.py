"""Load runs, for those who may read them."""

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.text import readable_id
from profile_service.store.engine.store import Store
from profile_service.store.sources import run_history


class LoadRunReader:
    """Of the sources that the caller may see. Raises Forbidden where they may not read load runs."""

    def __init__(self, store: Store, caller: Caller) -> None:
        self._store = store
        self._caller = caller

    async def page(self, first: int, cursor: str | None) -> tuple[list[LoadRun], bool]:
        """A page of runs, newest first, and whether there are more."""
        check_first(first)
        decide_read(self._caller, "load_runs").required()
        first = self._caller.rights.page(first)
        runs: list[LoadRun] = []
        before, more = read_cursor(cursor) if cursor else None, True
        while more and len(runs) <= first:
            page = await run_history.newest(self._store, first + 1, before)
            runs += [run for run in page if self._caller.rights.shows_source(run.source)]
            before, more = (page[-1].id if page else before), len(page) > first
        return runs[:first], len(runs) > first

    async def one(self, id: str) -> LoadRun | None:
        """The run of an id; None where there is none, or its source is hidden."""
        decide_read(self._caller, "load_runs").required()
        run = await run_history.one(self._store, readable_id(id))
        return run if run and self._caller.rights.shows_source(run.source) else None
