"""A backup of which anything was changed, cut, left out or added is not whole, and the sentence says where."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from profile_service.domain.backup.manifest import FORMAT, BackedUpMigration, Manifest
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.backup.backup_check import verify_backup
from profile_service.service.backup.manifest_file import manifest_text, read_manifest
from profile_service.service.backup.part_files import MANIFEST, PartWriter, publish_manifest
from profile_service.service.backup.restore import sound_backup

_RECORDS = [f'[["SourceRecord"],{{"key":"shop:{n}"}}]\n'.encode() for n in range(40)]
_PROFILES = [f'[["Profile"],{{"id":"p{n}"}}]\n'.encode() for n in range(20)]
_OF = [f'["OF","shop:{n}","Profile","p{n // 2}",{{}}]\n'.encode() for n in range(40)]
_SPELLINGS = [b'[["Spelling"],{"slip":"an","word":"ann"}]\n', b'[["Spelling"],{"slip":"an","word":"ana"}]\n']


def _backup(
    folder: Path,
    profiles: list[bytes] = _PROFILES,
    of: list[bytes] = _OF,
    records: list[bytes] = _RECORDS,
) -> Path:
    folder.mkdir(exist_ok=True)
    writer = PartWriter(folder)
    writer.add("nodes", "Profile", profiles)
    writer.add("nodes", "SourceRecord", records)
    writer.add("nodes", "Spelling", _SPELLINGS)
    writer.add("relations", "SourceRecord", of)
    nodes = {"Profile": len(profiles), "SourceRecord": len(records), "Spelling": 2}
    manifest = Manifest(FORMAT, "b1", "", "", "embedded", {}, (), nodes, {"OF": 40}, writer.finish())
    publish_manifest(folder, manifest_text(manifest))
    return folder


def test_whole_backup_has_no_fault(tmp_path: Path) -> None:
    rows: list[int] = []
    verified = verify_backup(_backup(tmp_path / "b"), rows.append)
    assert (verified.faults, sum(rows)) == ((), 102)
    assert sound_backup(tmp_path / "b") == verified.manifest


def test_every_flipped_byte_is_found(tmp_path: Path) -> None:
    folder = _backup(tmp_path / "b")
    parts = sorted(folder.glob("*.zst"))
    assert len(parts) == 4
    for path in parts:
        contents = path.read_bytes()
        for position in Random(1).sample(range(len(contents)), 20):
            path.write_bytes(contents[:position] + bytes([contents[position] ^ 4]) + contents[position + 1 :])
            assert verify_backup(folder).faults == (f"{path.name} was changed: its SHA-256 is another one",)
        path.write_bytes(contents)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (_cut, r"nodes-0002.ndjson.zst has \d+ bytes instead of \d+: it was cut or changed"),
        (Path.unlink, "nodes-0002.ndjson.zst is missing"),
        (lambda path: (path.unlink(), path.mkdir()), "nodes-0002.ndjson.zst has .* bytes instead of"),
        (lambda path: (path.parent / "extra").touch(), "extra is no file of the backup"),
    ],
    ids=["cut", "missing", "folder", "stranger"],
)
def test_damage_is_said_and_nothing_is_restored(tmp_path: Path, damage: Callable[[Path], object], fault: str) -> None:
    folder = _backup(tmp_path / "b")
    damage(folder / "nodes-0002.ndjson.zst")
    (said,) = verify_backup(folder).faults
    with pytest.raises(InvalidInput, match=rf"is damaged, and nothing was restored: {fault}"):
        sound_backup(folder)
    assert said


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"profiles": _PROFILES[:-1]}, "2 of 40 relations lead from or to nodes that the backup does not have"),
        ({"records": _RECORDS[1:]}, "1 of 40 relations lead from or to nodes that the backup does not have"),
        ({"records": [*_RECORDS, _RECORDS[0]]}, "1 of 41 nodes have no key, or one that another node has"),
        ({"records": [*_RECORDS, b'[["SourceRecord"],{"name":"x"}]\n']}, "1 of 41 nodes have no key, or one"),
        ({"of": _OF[:-1]}, "relations OF: 39 instead of 40"),
        ({"of": [*_OF[:-1], b"{}\n"]}, "cannot be read after line 40; take another backup"),
    ],
    ids=["profile", "record", "twice", "no key", "relation", "no row"],
)
def test_content_that_does_not_fit_together_is_found(
    tmp_path: Path, changed: dict[str, list[bytes]], fault: str
) -> None:
    """Though each file is the one that was written."""
    faults = verify_backup(_backup(tmp_path / "b", **changed)).faults
    assert [text for text in faults if fault in text] != []


def test_faults_hold_no_value_of_a_customer(tmp_path: Path) -> None:
    records = [*_RECORDS, *_RECORDS]
    text = " ".join(verify_backup(_backup(tmp_path / "b", _PROFILES[:3], _OF, records)).faults)
    assert ("shop:" in text, "p19" in text, "40 of 80 nodes" in text) == (False, False, True)


def _edited(folder: Path, **changes: object) -> None:
    manifest = replace(read_manifest(folder), **changes)  # type: ignore[arg-type]  # whichever field
    (folder / MANIFEST).write_bytes(manifest_text(manifest))


def test_lines_are_counted(tmp_path: Path) -> None:
    folder = _backup(tmp_path / "b")
    parts = read_manifest(folder).parts
    fewer = (replace(parts[0], lines=19), *parts[1:])
    _edited(folder, parts=fewer, nodes={"Profile": 19, "SourceRecord": 40, "Spelling": 2})
    assert verify_backup(folder).faults == ("nodes-0001.ndjson.zst has 20 lines instead of 19",)


def test_backup_of_a_later_version_is_refused(tmp_path: Path) -> None:
    folder = _backup(tmp_path / "b")
    _edited(folder, migrations=(BackedUpMigration(9_999, "9999_later.cypher", "c"),))
    with pytest.raises(InvalidInput, match=r"with the migration 9999_later.cypher, which this one does not have"):
        sound_backup(folder)
