"""What the command line says of a file that somebody dropped on a page; nothing of it is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class TrialReport:
    """`error`: why the file cannot be read, a sentence; then nothing else is said. `summary`: what `inspect --json`
    says. `mapping`: the drafted mapping, None where the file needs or allows none, for the reason `no_mapping`.
    `commands`: what loads it. `outcome`: how `load --dry-run --json` ends, None where it was not tried or could not
    end, for the reason `no_outcome`."""

    error: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)
    mapping: str | None = None
    no_mapping: str = ""
    commands: Sequence[str] = ()
    outcome: Mapping[str, Any] | None = None
    no_outcome: str = ""


class FileTrial(Protocol):
    """`most_bytes`: how large a file may be; 0 where none may be tried."""

    most_bytes: int

    async def report(self, name: str, content: BinaryIO, *, compare: bool) -> TrialReport:
        """The report on a file of this name. `compare`: its rows are compared with what the store has. Raises
        Overloaded where others are being tried."""
