"""A command run in this process, from its arguments to its exit code, which saves a second of start."""

import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence

import pytest

from profile_service.cli import main


def run_here(arguments: Sequence[str], environment: Mapping[str, str], stdin: str = "") -> tuple[int, str, str]:
    """Exit code, standard output and standard error. The command runs in a thread of its own, for it starts an event
    loop; nothing else may write meanwhile. An error that the command does not foresee fails the test."""
    code, failed = 0, list[BaseException]()

    def work() -> None:
        nonlocal code
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException as error:  # noqa: BLE001  raised below
            failed.append(error)

    with _surroundings(arguments, environment, stdin) as (out, err):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    if failed:
        raise failed[0]
    return code, _text(out), _text(err)


@contextlib.contextmanager
def _surroundings(
    arguments: Sequence[str], environment: Mapping[str, str], stdin: str
) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in filter(_ours, os.environ.copy()):
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["profile-service", *arguments])
        for name, stream in (("stdin", typed), ("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, stream)
        yield out, err


def _ours(name: str) -> bool:
    return name.startswith("PROFILE_")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
