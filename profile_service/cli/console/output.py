"""What commands print: lines or JSON on standard output, sentences for the person at the terminal on standard error."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import typer

from profile_service.cli.console.terminal import err, out


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        out.print(line, markup=False, emoji=False)


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line."""
    typer.echo(orjson.dumps(value).decode())


def say(sentence: str) -> None:
    err.print(sentence, markup=False, emoji=False)


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where a page of a list ends. `cursor`: of its last item, None where the page is empty."""

    has_next: bool
    cursor: str | None

    def data(self) -> dict[str, Any]:
        """The names are those of the GraphQL API."""
        return {"hasNextPage": self.has_next, "endCursor": self.cursor}

    def say(self) -> None:
        """Say how to go on, where there is more."""
        if self.has_next:
            say(f"There are more: add --after {self.cursor}")


def to_the_second(time: str | None) -> str:
    """Fixed-width UTC text as people read it: `2026-11-22 16:58:35`; empty where there is none."""
    return (time or "")[:19].replace("T", " ")
