"""`profile-service status`: the latest load runs."""

from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import After, AsJson, First
from profile_service.cli.console.output import PageEnd, print_json, print_lines
from profile_service.cli.load.json_lines import run_data
from profile_service.cli.load.render_runs import run_lines
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.ingestion.run_locks import stopped
from profile_service.service.profile.profile_reader import ProfileReader


def status(first: First = 10, after: After = None, *, as_json: AsJson = False) -> None:
    """Show the latest load runs: counts, and rate and remaining rows of those that are running."""
    config = settings()
    runs, has_next = ask(lambda store: ProfileReader(store, config.country).load_runs(first, after))
    shown = [(each, stopped(config.data_dir, each)) for each in runs]
    end = PageEnd(has_next, write_cursor(runs[-1].id) if runs else None)
    if as_json:
        print_json({"runs": [run_data(each, stopped=gone) for each, gone in shown]} | end.data())
        return
    print_lines(line for each, gone in shown for line in run_lines(each, stopped=gone))
    end.say()
