"""`profile-service status`: the latest load runs, and the store that they loaded into."""

from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import After, AsJson, First
from profile_service.cli.console.output import PageEnd, print_json, print_lines
from profile_service.cli.console.store_state import store_data, store_line
from profile_service.cli.load.json_lines import run_data
from profile_service.cli.load.render_runs import run_lines
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.stewardship.changes import StoreState
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.ingestion.run_locks import stopped
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store


def status(first: First = 10, after: After = None, *, as_json: AsJson = False) -> None:
    """Show the latest load runs: counts, and rate and remaining rows of those that are running; then the store's id."""
    config = settings()

    async def read(store: Store) -> tuple[list[LoadRun], bool, StoreState]:
        reader = ProfileReader(store, config.country)
        return *await reader.load_runs.page(first, after), await reader.feed.store_state()

    runs, has_next, state = ask(read)
    shown = [(each, stopped(config.data_dir, each)) for each in runs]
    end = PageEnd(has_next, write_cursor(runs[-1].id) if runs else None)
    if as_json:
        listed = [run_data(each, stopped=gone) for each, gone in shown]
        print_json({"runs": listed, **store_data(state)} | end.data())
        return
    print_lines(line for each, gone in shown for line in run_lines(each, stopped=gone))
    print_lines([store_line(state)])
    end.say()
