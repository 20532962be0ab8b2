"""Whatever is done to the lines of an audit is found: by the verification, and by one that shares nothing with it."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.verification import Verification, audit_files, verify_audit
from tests.rig.audits import SECRET, audit_place, is_intact, write_lines

_LINES = 10_000
Alter: TypeAlias = Callable[[list[bytes], Random], None]
"""Does something to the lines of all files together."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> AuditPlace:
    """An audit of ten thousand lines in several files."""
    place = audit_place(tmp_path_factory.mktemp("written"), 500_000)
    asyncio.run(write_lines(place, _LINES, each=7))
    return place


def _flip(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    line = bytearray(lines[at])
    line[random.randrange(len(line))] ^= 1 << random.randrange(8)
    lines[at] = bytes(line)


def _drop(lines: list[bytes], random: Random) -> None:
    del lines[random.randrange(len(lines))]


def _swap(lines: list[bytes], random: Random) -> None:
    one, other = random.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def _duplicate(lines: list[bytes], random: Random) -> None:
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))


def _cut_last(lines: list[bytes], random: Random) -> None:
    """The last line, or a part of it, or many."""
    last = lines.pop()
    if random.random() < 0.5:
        lines.append(last[: random.randrange(len(last))])
    elif random.random() < 0.5:
        del lines[-random.randrange(1, len(lines)) :]


def _cut_middle(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = lines[at][: random.randrange(len(lines[at]))]


@pytest.mark.parametrize("alter", [_flip, _drop, _swap, _duplicate, _cut_last, _cut_middle])
@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_alteration_is_found(
    written: AuditPlace, tmp_path_factory: pytest.TempPathFactory, alter: Alter, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("altered")
    place = _copied(written, folder)
    _altered(audit_files(place.folder), lambda lines: alter(lines, Random(seed)))
    verified = asyncio.run(verify_audit(place))
    assert verified.findings
    assert not is_intact(place.folder, place.checkpoint.read_bytes(), SECRET)
    shutil.rmtree(folder)


def test_untouched_audit_is_intact(written: AuditPlace) -> None:
    verified = asyncio.run(verify_audit(written))
    assert (verified.lines, verified.findings) == (_LINES, ())
    assert verified.files > 3
    assert is_intact(written.folder, written.checkpoint.read_bytes(), SECRET)


def test_finding_names_the_line(written: AuditPlace, tmp_path: Path) -> None:
    place = _copied(written, tmp_path)
    second = audit_files(place.folder)[1]
    lines = second.read_bytes().splitlines(keepends=True)
    lines[40] = lines[40].replace(b'"who":"desk"', b'"who":"till"')
    del lines[90]
    second.write_bytes(b"".join(lines))
    findings = asyncio.run(verify_audit(place)).findings
    assert [(finding.file, finding.line) for finding in findings] == [(second, 41), (second, 91)]
    assert "are missing before it" in findings[1].text


def test_file_that_is_gone_is_found(written: AuditPlace, tmp_path: Path) -> None:
    for number in range(len(audit_files(written.folder))):
        place = _copied(written, tmp_path / str(number))
        audit_files(place.folder)[number].unlink()
        assert asyncio.run(verify_audit(place)).findings
        assert not is_intact(place.folder, place.checkpoint.read_bytes(), SECRET)


def test_older_checkpoint_or_none_is_found(written: AuditPlace, tmp_path: Path) -> None:
    place = _copied(written, tmp_path)
    place.checkpoint.write_bytes(place.checkpoint.read_bytes().replace(b'"checkpoint":"1', b'"checkpoint":"2'))
    assert _texts(asyncio.run(verify_audit(place))) == ["is missing, or was changed: a cut end cannot be noticed"]
    place.checkpoint.unlink()
    assert _texts(asyncio.run(verify_audit(place))) == ["is missing, or was changed: a cut end cannot be noticed"]


def test_lines_of_another_secret_are_found(written: AuditPlace, tmp_path: Path) -> None:
    place = _copied(written, tmp_path)
    assert not is_intact(place.folder, place.checkpoint.read_bytes(), b"another secret")


def _texts(verified: Verification) -> list[str]:
    return [finding.text for finding in verified.findings]


def _copied(written: AuditPlace, folder: Path) -> AuditPlace:
    shutil.copytree(written.folder.parent, folder, dirs_exist_ok=True)
    return audit_place(folder)


def _altered(files: list[Path], alter: Callable[[list[bytes]], None]) -> None:
    """Alter all lines as one list, and write them back into files of as many lines as before."""
    by_file = [path.read_bytes().splitlines(keepends=True) for path in files]
    lines = [line for each in by_file for line in each]
    alter(lines)
    for path, before in zip(files, by_file, strict=True):
        path.write_bytes(b"".join(lines[: len(before)] if path != files[-1] else lines))
        del lines[: len(before)]
