"""The files of a backup while they are written."""

import stat
from pathlib import Path

import pytest

from profile_service.domain.backup.manifest import NodeRow, RelationRow
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.backup import part_files
from profile_service.service.backup.part_files import (
    MANIFEST,
    NEW_MANIFEST,
    PartWriter,
    new_folder,
    publish_manifest,
    remove_parts,
)
from profile_service.service.backup.part_reader import part_batches, part_fault, part_rows


def _node(number: int) -> bytes:
    return b'[["Profile"],{"id":"p%d"}]\n' % number


def test_parts_are_read_as_they_were_written(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path)
    writer.add("nodes", "Profile", map(_node, range(3)))
    writer.add("relations", "Profile", [b'["MERGED_INTO","p1","Profile","p2",{"at":"2026"}]\n'])
    writer.add("relations", "Change", [])
    writer.add("nodes", "Profile", map(_node, range(3, 5)))
    nodes, relations = writer.finish()

    assert [(part.file, part.kind, part.label, part.lines) for part in (nodes, relations)] == [
        ("nodes-0001.ndjson.zst", "nodes", "Profile", 5),
        ("relations-0002.ndjson.zst", "relations", "Profile", 1),
    ]
    assert list(part_rows(tmp_path, nodes)) == [NodeRow(["Profile"], {"id": f"p{n}"}) for n in range(5)]
    assert list(part_rows(tmp_path, relations)) == [RelationRow("MERGED_INTO", "p1", "Profile", "p2", {"at": "2026"})]
    assert [len(batch) for batch in part_batches(tmp_path, nodes, 1, 3)] == [3, 1]
    assert [part_fault(tmp_path, part) for part in (nodes, relations)] == [None, None]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_each_label_has_parts_of_its_own_and_no_part_grows_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_files, "_MOST_LINES", 4)
    writer = PartWriter(tmp_path)
    for _ in range(3):
        writer.add("nodes", "Case", map(_node, range(3)))
    writer.add("nodes", "Profile", [_node(1)])
    assert [(part.label, part.lines) for part in writer.finish()] == [("Case", 6), ("Case", 3), ("Profile", 1)]


def test_long_lines_begin_another_part_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_files, "_MOST_BYTES", 20)
    writer = PartWriter(tmp_path)
    for number in range(2):
        writer.add("nodes", "Profile", [_node(number)])
    assert [part.lines for part in writer.finish()] == [1, 1]


def test_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    new_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    new_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_unfinished_backup_is_replaced(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path)
    writer.add("nodes", "Profile", [_node(1)])
    writer.close()
    (tmp_path / NEW_MANIFEST).touch()
    new_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_finished_backup_is_never_replaced(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path)
    writer.add("nodes", "Profile", [_node(1)])
    writer.finish()
    publish_manifest(tmp_path, b"{}")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidInput, match="is a complete backup already"):
        new_folder(tmp_path)
    assert sorted(tmp_path.iterdir()) == before == [tmp_path / MANIFEST, tmp_path / "nodes-0001.ndjson.zst"]


def test_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InvalidInput, match="is not empty; name another folder"):
        new_folder(tmp_path)
    with pytest.raises(InvalidInput, match=r"cannot be used as a folder \(File exists\)"):
        new_folder(tmp_path / "letter.txt")
    remove_parts(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"
