"""Several loads, one after the other, each a run of its own."""

from collections.abc import Sequence

from profile_service.cli.terminal import err, load_progress, out, outcome
from profile_service.domain.runs import LoadRun
from profile_service.service.loads import Load, Loading
from profile_service.settings import Settings
from profile_service.store.opening import open_store


async def load_each(config: Settings, loads: Sequence[Load]) -> list[LoadRun]:
    """Load in this order; the outcome of each is told when it is there."""
    finished = []
    async with open_store(config) as store:
        for load in loads:
            with load_progress(load.loader, sum(file.rows for file in load.files)) as progress:
                finished.append(await Loading(store, config.data_dir, config.batch_rows).run(load, progress))
            out.print(outcome(finished[-1]), markup=False)
    return finished


def say(text: str) -> None:
    """A line for the person at the terminal."""
    err.print(text, markup=False)
