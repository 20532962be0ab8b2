"""What machines read of loads: one JSON object a line, or a list of runs (docs/loading.md)."""

from dataclasses import asdict
from typing import Any

import orjson
import typer

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import ProfileError


class JsonLines:
    """Tells of a load on standard output: `started`, then `progress` with every batch, then how it ended."""

    def __init__(self) -> None:
        self._started = False

    def __call__(self, run: LoadRun) -> None:
        _say("progress" if self._started else "started", run_object(run))
        self._started = True

    def finished(self, run: LoadRun) -> None:
        _say("finished", run_object(run))

    def rejected(self, told: dict[str, Any]) -> None:
        """A row that a dry run would reject."""
        _say("rejected", told)

    def failed(self, error: ProfileError) -> None:
        _say("failed", {"code": error.code, "message": str(error)})


def run_object(run: LoadRun, *, stopped: bool = False) -> dict[str, Any]:
    """The run with the names that the documentation gives; `state` is `stopped` where its process is gone."""
    told = asdict(run)
    for name in ("host", "resumed_at", "resumed_read", "counts"):
        del told[name]
    left = run.seconds_left
    pace = {"rows_per_second": round(run.rate, 1), "seconds_left": None if left is None else round(left, 1)}
    return told | asdict(run.counts) | pace | ({"state": "stopped", "seconds_left": None} if stopped else {})


def runs_text(runs: list[dict[str, Any]]) -> str:
    return orjson.dumps(runs, option=orjson.OPT_INDENT_2).decode()


def _say(event: str, told: dict[str, Any]) -> None:
    typer.echo(orjson.dumps({"event": event} | told).decode())
