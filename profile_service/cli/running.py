"""What every command starts from: its settings, its exit codes, and the loop that runs it."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

from profile_service.settings import Settings

T = TypeVar("T")
EXIT_REJECTED = 1
EXIT_FAILED = 2


def settings() -> Settings:
    return Settings.read(os.environ)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
