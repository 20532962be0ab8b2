"""What every command starts from: its settings, its exit codes, and the loop that runs it."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

from profile_service.cli.console.terminal import err
from profile_service.settings import Settings

T = TypeVar("T")
EXIT_REJECTED = 1
EXIT_FAILED = 2
EXIT_STOPPED = 130


def settings() -> Settings:
    return Settings.read(os.environ)


def run(work: Coroutine[Any, Any, T]) -> T:
    """What the work returns. Ctrl-C ends the command with a sentence: left alone, typer would end it without one."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt as error:
        err.print("Stopped. What was committed is kept; the same command goes on from there.")
        raise typer.Exit(EXIT_STOPPED) from error
