"""The manifest as a file: read as it was written, and refused where anything of it was changed."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from profile_service.domain.backup.manifest import FORMAT, BackedUpMigration, Manifest, Part
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.service.backup.manifest_file import manifest_text, read_manifest
from profile_service.service.backup.part_files import MANIFEST

_MANIFEST = Manifest(
    format=FORMAT,
    id="b1",
    created_at="2026-11-30T02:00:00.000000Z",
    version="0.1.0",
    engine="embedded",
    writers={"store": "s1", "seq": 7, "rules": "r1"},
    migrations=(BackedUpMigration(1, "0001_graph.cypher", "c1"),),
    nodes={"Profile": 2},
    relations={"MERGED_INTO": 1},
    parts=(
        Part("nodes-0001.ndjson.zst", "nodes", "Profile", 2, 90, "a" * 64),
        Part("relations-0002.ndjson.zst", "relations", "Profile", 1, 50, "b" * 64),
    ),
)


def _write(folder: Path, manifest: Manifest = _MANIFEST) -> Path:
    path = folder / MANIFEST
    path.write_bytes(manifest_text(manifest))
    return path


def test_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    _write(tmp_path)
    assert read_manifest(tmp_path) == _MANIFEST


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    path = _write(tmp_path)
    text = path.read_bytes()
    changed = 0
    for position, byte in enumerate(text):
        if chr(byte).isspace():
            continue
        path.write_bytes(text[:position] + bytes([byte ^ 1]) + text[position + 1 :])
        with pytest.raises(InvalidInput, match=r"is damaged; take another backup|later version"):
            read_manifest(tmp_path)
        changed += 1
    assert changed > 500


@pytest.mark.parametrize("length", [0, 1, 400, -2])
def test_cut_manifest_is_refused(tmp_path: Path, length: int) -> None:
    path = _write(tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(InvalidInput, match="is damaged"):
        read_manifest(tmp_path)


def test_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is no backup, or one that was not finished"):
        read_manifest(tmp_path)
    with pytest.raises(NotFound, match="is no backup"):
        read_manifest(tmp_path / "nowhere")


def test_later_form_is_left_to_a_later_version(tmp_path: Path) -> None:
    _write(tmp_path, replace(_MANIFEST, format=FORMAT + 1))
    with pytest.raises(InvalidInput, match="was written by a later version of this service"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"nodes": {"Profile": 3}},
        {"parts": (replace(_MANIFEST.parts[0], file="../nodes-0001.ndjson.zst"), _MANIFEST.parts[1])},
        {"parts": (_MANIFEST.parts[1],)},
    ],
    ids=["other count", "other folder", "part left out"],
)
def test_manifest_that_contradicts_itself_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Though its hash is right, for somebody wrote it on purpose."""
    _write(tmp_path, replace(_MANIFEST, **changes))
    with pytest.raises(InvalidInput, match="is damaged"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("parts", [["x"], [{"file": "nodes-0001.ndjson.zst"}], 7, None])
def test_manifest_with_values_of_other_types_is_refused(tmp_path: Path, parts: object) -> None:
    content = orjson.loads(manifest_text(_MANIFEST))["backup"] | {"parts": parts}
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    (tmp_path / MANIFEST).write_bytes(orjson.dumps({"backup": content, "sha256": digest}))
    with pytest.raises(InvalidInput, match="is damaged"):
        read_manifest(tmp_path)
