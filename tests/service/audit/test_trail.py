"""Writing an audit: by several processes, by one that is killed, and where it cannot be written for a while."""

import asyncio
import json
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from profile_service.domain.values.errors import AuditUnavailable
from profile_service.service.audit import checkpoints
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.checkpoints import CheckpointFile
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.audit.verification import verify_audit
from tests.rig.audits import DESK, SECRET, audit_lines, audit_place, entry, is_intact, write_lines
from tests.sources import ROOT

pytestmark = pytest.mark.anyio
# Writes lines until it is killed, and says how many it wrote.
_WRITER = """
import asyncio, sys
from pathlib import Path
from profile_service.service.audit.trail import AuditTrail
from tests.rig.audits import DESK, audit_place, entry

async def write(folder, count):
    async with AuditTrail(audit_place(Path(folder), 40_000)).kept_on_disk() as trail:
        for number in range(int(count)):
            await trail.write(DESK, [entry(str(number)), entry("x" * 9)])
            print(number, flush=True)

asyncio.run(write(*sys.argv[1:]))
"""


def _writer(folder: Path, count: int) -> Popen[bytes]:
    return Popen([sys.executable, "-c", _WRITER, str(folder), str(count)], stdout=PIPE, cwd=ROOT)


def _is_intact(place: AuditPlace) -> bool:
    return is_intact(place.folder, place.checkpoint.read_bytes(), SECRET)


async def test_two_processes_write_one_chain(tmp_path: Path) -> None:
    place = audit_place(tmp_path, 40_000)
    writers = [_writer(tmp_path, 300) for _ in range(2)]
    assert [writer.communicate() and writer.returncode for writer in writers] == [0, 0]
    assert len(audit_lines(place.folder)) == 1_200
    assert len(list(place.folder.iterdir())) > 3
    assert (await verify_audit(place)).findings == ()
    assert _is_intact(place)


async def test_killed_process_loses_no_line(tmp_path: Path) -> None:
    place = audit_place(tmp_path, 40_000)
    for _ in range(3):
        before = len(audit_lines(place.folder))
        with _writer(tmp_path, 1_000_000) as writer:
            assert writer.stdout
            told = [writer.stdout.readline() for _ in range(200)]
            writer.send_signal(signal.SIGKILL)
        assert len(audit_lines(place.folder)) - before >= 2 * len(told)
    await write_lines(place, 1)
    assert (await verify_audit(place)).findings == ()
    assert _is_intact(place)


@pytest.mark.parametrize("remains", [b'{"seq":4,"at":"2026-', b'{"seq":4}\n{"se', b"\n", b"\0" * 5_000])
async def test_unfinished_line_is_told_by_the_next(tmp_path: Path, remains: bytes) -> None:
    place = audit_place(tmp_path)
    await write_lines(place, 3)
    with (place.folder / "audit.jsonl").open("ab") as file:
        file.write(remains)
    assert (await verify_audit(place)).findings
    await write_lines(place, 1)
    verified = await verify_audit(place)
    assert (verified.findings, verified.end.seq) == ((), 5)
    assert _is_intact(place)


async def test_cut_file_is_written_no_more(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    await write_lines(place, 3)
    path = place.folder / "audit.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    with pytest.raises(AuditUnavailable, match="lacks lines"):
        await write_lines(place, 1)
    path.write_bytes(whole)
    await write_lines(place, 1)
    assert _is_intact(place)


async def test_lines_that_a_stopped_machine_lost_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a loss of power: of five lines two were on the disk."""
    place = audit_place(tmp_path)
    await write_lines(place, 2)
    synced = (place.folder / "audit.jsonl").read_bytes()
    trail = AuditTrail(place)
    await trail.write(DESK, [entry("a"), entry("b"), entry("c")])
    (place.folder / "audit.jsonl").write_bytes(synced + b'{"seq":3,')
    checkpoints.boot_id.cache_clear()
    monkeypatch.setattr(checkpoints, "_BOOT_ID", tmp_path / "another boot")
    await write_lines(place, 1)
    checkpoints.boot_id.cache_clear()
    findings = (await verify_audit(place)).findings
    assert [finding.text for finding in findings] == ["tells that lines before it were lost when the machine stopped"]
    last = json.loads((place.folder / "audit.jsonl").read_bytes().splitlines()[-2])
    assert (last["operation"], last["seq"], last["rows"]) == ("lost", 6, 3)


@contextmanager
def _moved(path: Path) -> Iterator[None]:
    away = path.with_name("away")
    path.rename(away)
    yield
    if path.is_dir() and path != away:
        shutil.rmtree(path)
    away.rename(path)


@contextmanager
def _replaced_by_folder(path: Path) -> Iterator[None]:
    with _moved(path):
        path.mkdir()
        yield


@contextmanager
def _replaced_by_empty_file(path: Path) -> Iterator[None]:
    with _moved(path):
        path.touch()
        yield
        path.unlink()


@contextmanager
def _read_only(path: Path) -> Iterator[None]:
    mode = path.stat().st_mode
    path.chmod(0o500)
    yield
    path.chmod(mode)


@contextmanager
def _no_larger_files(path: Path) -> Iterator[None]:
    """As on a full disk: a part of what is written is."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("at", "away"),
    [
        ("audit", _moved),
        ("audit", _read_only),
        ("audit/audit.jsonl", _moved),
        ("audit/audit.jsonl", _replaced_by_folder),
        ("audit/audit.jsonl", _replaced_by_empty_file),
        ("audit/audit.jsonl", _no_larger_files),
    ],
)
@pytest.mark.parametrize("opened_before", [True, False])
async def test_absent_sink_refuses_and_comes_back(
    tmp_path: Path, at: str, away: Callable[[Path], AbstractContextManager[None]], *, opened_before: bool
) -> None:
    place = audit_place(tmp_path)
    await write_lines(place, 3)
    async with AuditTrail(place).kept_on_disk() as trail:
        if opened_before:
            await trail.write(DESK, [entry("before")])
        with away(tmp_path / at):
            for _ in range(2):
                with pytest.raises(AuditUnavailable):
                    await trail.write(DESK, [entry("n"), entry("m")])
        await trail.write(DESK, [entry("after")])
    assert (await verify_audit(place)).findings == ()
    assert _is_intact(place)


async def test_writer_waits_for_another_process(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    first, second = AuditTrail(place), AuditTrail(place)
    await asyncio.gather(*(trail.write(DESK, [entry(str(n))]) for n in range(50) for trail in (first, second)))
    assert len(audit_lines(place.folder)) == 100
    assert _is_intact(place)


async def test_checkpoint_says_what_is_on_the_disk(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    async with AuditTrail(place).kept_on_disk() as trail:
        await trail.write(DESK, [entry("a")])
        assert CheckpointFile(place.checkpoint, place.keys).read().end.seq == 1
        await trail.sync()
        assert CheckpointFile(place.checkpoint, place.keys).read().synced == 1
        await trail.write(DESK, [entry("b")])
    assert CheckpointFile(place.checkpoint, place.keys).read().synced == 2


async def test_files_of_an_audit_are_for_their_owner_alone(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    await write_lines(place, 1)
    paths = [place.folder / "audit.jsonl", place.checkpoint, place.lock]
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600] * 3
    assert place.folder.stat().st_mode & 0o777 == 0o700
