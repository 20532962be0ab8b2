"""Loads as programs read them: one JSON object a line (docs/loading.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from profile_service.cli.console.output import print_json
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import DroppedCells
from profile_service.domain.values.errors import ProfileError
from profile_service.service.ingestion.reports.unknown_states import UndeclaredWord


class JsonLines:
    """Prints the events of a load: `started`, then `progress` with every batch, then how it ended."""

    def __init__(self) -> None:
        self._started = False

    def __call__(self, run: LoadRun) -> None:
        _print("progress" if self._started else "started", run_data(run))
        self._started = True

    def finished(self, run: LoadRun) -> None:
        _print("finished", run_data(run))

    def rejected(self, reject: Mapping[str, Any]) -> None:
        """A row that a dry run would reject."""
        _print("rejected", reject)

    def unknown(self, file: Path, reason: str) -> None:
        """A file of no known source, which is not loaded."""
        _print("unknown", {"file": str(file), "reason": reason.removeprefix("unknown: ")})

    def undeclared(self, words: Iterable[UndeclaredWord]) -> None:
        """Each word for a state that is not declared."""
        for word in words:
            _print("undeclared", asdict(word))

    def failed(self, error: ProfileError) -> None:
        _print("failed", {"code": error.code, "message": str(error)})


def run_data(run: LoadRun, *, stopped: bool = False) -> dict[str, Any]:
    """The run with the names that docs/loading.md gives; `state` is `stopped` where its process is gone."""
    data = asdict(run)
    for name in ("host", "resumed_at", "resumed_read", "counts"):
        del data[name]
    data["dropped"] = [_dropped_data(group) for group in run.dropped_by_count]
    data["reject_groups"] = [_dropped_data(group) for group in run.rejects_by_count]
    left = run.seconds_left
    pace = {"rows_per_second": round(run.rate, 1), "seconds_left": None if left is None else round(left, 1)}
    rows = asdict(run.counts) | {"unchanged": run.unchanged_rows, "equal_to_another_row": run.equal_rows}
    rows |= {"staff": run.staff_rows}
    return data | rows | pace | ({"state": "stopped", "seconds_left": None} if stopped else {})


def _dropped_data(group: DroppedCells) -> dict[str, Any]:
    return asdict(group) | {"examples": [example._asdict() for example in group.examples]}


def _print(event: str, data: Mapping[str, Any]) -> None:
    print_json({"event": event} | dict(data))
