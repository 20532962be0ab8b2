"""What every command starts from: its settings, its exit codes, the loop that runs it, and the store that it asks."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

import typer

from profile_service.cli.console.log_output import configure_log
from profile_service.cli.console.output import say
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store, store_exists
from profile_service.store.engine.store import Store

T = TypeVar("T")
EXIT_REJECTED = 1
EXIT_NOT_FOUND = 1
EXIT_FOUND_PROBLEM = 1
EXIT_FAILED = 2
EXIT_STOPPED = 130
# By name: its packages are an extra, and take a third of a second to import.
_TRACE_EXPORT = "profile_service.cli.console.trace_export"


def settings() -> Settings:
    return Settings.read(os.environ)


def environment() -> Mapping[str, str]:
    """The variables of this process, for those who look at them as they are."""
    return os.environ


@contextmanager
def observed() -> Iterator[None]:
    """Log and trace within the block as the settings say; as usual where they cannot be read, for the command itself
    says why. Raises InvalidInput where traces are wanted and the packages for them are not installed."""
    try:
        config = settings()
    except InvalidInput:
        config = Settings()
    configure_log(config.log_level, config.log_format)
    stop = _tracing(config.traces) if config.traces else None
    try:
        yield
    finally:
        if stop:
            stop()


def _tracing(collector: str) -> Callable[[], None]:
    try:
        started: Callable[[], None] = import_module(_TRACE_EXPORT).start_tracing(collector)
    except ModuleNotFoundError as error:
        raise InvalidInput("PROFILE_TRACES needs packages that are not there: install profile-service[otel]") from error
    return started


def run(work: Coroutine[Any, Any, T]) -> T:
    """What the work returns. Ctrl-C ends the command with a sentence: left alone, typer would end it without one."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt as error:
        say("Stopped. What was committed is kept; the same command goes on from there.")
        raise typer.Exit(EXIT_STOPPED) from error


def ask(question: Callable[[Store], Awaitable[T]], *, migrate: bool = True, create: bool = False) -> T:
    """The answer of the store that the settings name; pending migrations are applied first unless `migrate` is false.

    Raises NotFound where there is no embedded store yet, unless that is to `create` one.
    """
    config = settings()
    if not create and not store_exists(config):
        raise NotFound(f"there is no store in {config.data_dir}; load a file first, or set PROFILE_DATA_DIR")

    async def work() -> T:
        async with open_store(config, migrate=migrate) as store:
            return await question(store)

    return run(work())
