"""Options of a load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from profile_service.service.ingestion.reports.unknown_states import UndeclaredWord


@dataclass(frozen=True)
class LoadOptions:
    """`if_running`: whether to wait where another process loads the same files, or to refuse.

    `max_rejects`: how many rows may be rejected. `full`: the files hold all records of their kind; `retire_limit`: the
    share of the stored ones that may be missing in them, unless that is `approved`. `say` is called with sentences
    for the person who watches; `undeclared`, before these, with the words for states that are not declared.
    """

    if_running: Literal["wait", "refuse"] = "wait"
    max_rejects: int | None = None
    full: bool = False
    retire_limit: float = 0.1
    approved: bool = False
    say: Callable[[str], None] = lambda _: None
    undeclared: Callable[[Sequence[UndeclaredWord]], None] = lambda _: None
