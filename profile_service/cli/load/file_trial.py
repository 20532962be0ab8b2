"""A file that was dropped on a page, tried by the commands themselves: `inspect`, then `load --dry-run`.

They run in a process of their own, with limits of time, memory and disk: a file may be made to take any of these. It
ends with the server, even with one that is killed. The file lies in a folder that only its owner may enter, and is
removed with it, at the next start of a server where this one is killed.
"""

import asyncio
import os
import resource
import shlex
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from profile_service.api.operations.trial_report import TrialReport
from profile_service.cli.load.trial_folders import trial_folder
from profile_service.domain.values.errors import Overloaded

_SECONDS = 45.0
_CPU_SECONDS = 45
_MEMORY_BYTES = 2 * 1024**3
_DISK_BYTES = 1024**3
_LINE_BYTES = 8 * 1024**2
_LONGEST_NAME = 100
"""In bytes, of which file systems take 255; what the commands write beside the file is called after it."""
_SAFE = frozenset("._-() ")
_DRAFT = "mapping.yaml"
_SPEAKER = "profile-service: "
_ARCHIVE = "is a zip archive"


class CommandTrial:
    """`most_bytes`: how large a file may be. One file is tried at a time: it may take all of a core."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._busy = asyncio.Lock()

    async def report(self, name: str, content: BinaryIO, *, compare: bool) -> TrialReport:
        """As FileTrial has it."""
        if self._busy.locked():
            raise Overloaded("another file is being looked at; try again in a while", 10.0)
        async with self._busy:
            with trial_folder() as folder:
                file = folder / _safe_name(name)
                await asyncio.to_thread(_copy, content, file)
                return await _report(file, compare=compare)


async def _report(file: Path, *, compare: bool) -> TrialReport:
    draft = file.parent / _DRAFT
    inspected = await _ended(["inspect", str(file), "--json", "--out", str(draft)])
    summary = next(iter(inspected.lines), None)
    if summary is None:
        return TrialReport(error=_for_a_page(_plain(inspected.sentence, file)))
    mapping = draft.read_text(encoding="utf-8") if draft.exists() else None
    source = summary["source"]
    arguments = ["auto", str(file)] if source else ["mapped", str(file), "--mapping", str(draft)]
    report = TrialReport(
        summary={**summary, "recognition": _plain(summary["recognition"], file)},
        mapping=None if source else mapping,
        no_mapping="" if source or mapping else _plain(inspected.sentence, file),
        commands=_commands(file.name, is_known=bool(source)) if source or mapping else (),
    )
    if not compare or not report.commands:
        return report
    return await _compared(report, ["load", *arguments, "--dry-run", "--json"], file)


async def _compared(report: TrialReport, command: Sequence[str], file: Path) -> TrialReport:
    """The report with what loading the file would do."""
    ended = await _ended(command)
    outcome = next((line for line in ended.lines if line.get("event") == "finished"), None)
    if outcome is None:
        return replace(report, no_outcome=_plain(ended.sentence, file))
    return replace(report, outcome=outcome)


@dataclass(frozen=True)
class _Ended:
    """The JSON lines that a command printed, and the last thing that it said to a person. Of a load, the last line
    alone: before it stands one for each rejected row."""

    lines: Sequence[dict[str, Any]]
    sentence: str


async def _ended(arguments: Sequence[str]) -> _Ended:
    """What the command printed; with a sentence where it took too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "profile_service.cli.trial_process",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LINE_BYTES,
        start_new_session=True,
    )
    try:
        _limit(process.pid)
        async with asyncio.timeout(_SECONDS):
            printed, spoken = (cast("asyncio.StreamReader", stream) for stream in (process.stdout, process.stderr))
            lines, said = await asyncio.gather(_last_line(printed), _said(spoken))
            await process.wait()
    except TimeoutError:
        return _Ended((), f"it takes longer than {_SECONDS:g} seconds; load it by the command")
    except ValueError:
        return _Ended((), "a line of the answer is too long; load it by the command")
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)  # with what it has started
            await process.wait()
    return _Ended(lines, said or "it ended without a word, as where it takes too much memory; load it by the command")


def _limit(pid: int) -> None:
    """Before the command has read anything of the file: it takes longer than this to start."""
    for limit, most in (
        (resource.RLIMIT_DATA, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _DISK_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ProcessLookupError):
            resource.prlimit(pid, limit, (most, most))


async def _last_line(printed: asyncio.StreamReader) -> list[dict[str, Any]]:
    last = b""
    async for line in printed:
        last = line
    return [orjson.loads(last)] if last else []


async def _said(spoken: asyncio.StreamReader) -> str:
    """The last line of what the command says to people, without its name."""
    text = (await spoken.read()).decode(errors="replace")
    said = [line for line in text.splitlines() if line.startswith(_SPEAKER)]
    return said[-1].removeprefix(_SPEAKER) if said else ""


def _commands(name: str, *, is_known: bool) -> list[str]:
    """What loads the file, on the machine of the store."""
    program, file = ".venv/bin/profile-service", shlex.quote(name)
    if is_known:
        return [f"{program} load auto {file}"]
    return [f"{program} load mapped {file} --mapping {_DRAFT}"]


def _plain(sentence: str, file: Path) -> str:
    """The sentence without the folder in which the file lies here."""
    return sentence.replace(f"{file.parent}{os.sep}", "")


def _for_a_page(sentence: str) -> str:
    """The sentence with a remedy that a page has where a file cannot be read: nothing in an archive can be named here.
    A name of a file holds no semicolon there."""
    about, _, _ = sentence.partition("; ")
    return f"{about}; unpack it, and choose one of its files here" if about.endswith(_ARCHIVE) else sentence


def _safe_name(name: str) -> str:
    """The name as a plain one of this folder: it tells what a file is, and must lead nowhere else."""
    plain = "".join(c if c.isalnum() or c in _SAFE else "_" for c in name.replace("\\", "/").rpartition("/")[2])
    short = os.fsencode(plain)[-_LONGEST_NAME:].decode(errors="ignore").lstrip(".-_ ")
    return f"file-{short}" if short in {"", _DRAFT} else short


def _copy(content: BinaryIO, file: Path) -> None:
    with file.open("xb") as target:
        shutil.copyfileobj(content, target)
