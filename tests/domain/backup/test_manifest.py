"""What a manifest says of its backup."""

import pytest

from profile_service.domain.backup.manifest import FORMAT, Manifest, Part, count_differences
from profile_service.domain.stewardship.changes import StoreState


def _part(file: str, kind: str = "nodes") -> Part:
    return Part(file, kind, "Profile", 2, 90, "0" * 64)  # type: ignore[arg-type]  # the test's own words


def test_manifest_adds_up() -> None:
    manifest = Manifest(
        format=FORMAT,
        id="b1",
        created_at="2026-11-30T02:00:00.000000Z",
        version="0.1.0",
        engine="neo4j",
        writers={"store": "s1", "seq": 7, "taken": 12},
        migrations=(),
        nodes={"Profile": 2, "SourceRecord": 3},
        relations={"OF": 3},
        parts=(_part("nodes-0001.ndjson.zst"), _part("relations-0002.ndjson.zst", "relations")),
    )
    assert (manifest.node_count, manifest.relation_count, manifest.size) == (5, 3, 180)
    assert manifest.state == StoreState("s1", 7)


def test_store_without_a_change_is_at_number_0() -> None:
    manifest = Manifest(FORMAT, "b1", "", "", "embedded", {}, (), {}, {}, ())
    assert manifest.state == StoreState(None, 0)


@pytest.mark.parametrize(
    ("file", "kind", "is_plain"),
    [
        ("nodes-0001.ndjson.zst", "nodes", True),
        ("relations-12345.ndjson.zst", "relations", True),
        ("relations-0001.ndjson.zst", "nodes", False),
        ("../nodes-0001.ndjson.zst", "nodes", False),
        ("nodes-0001.ndjson.zst/x", "nodes", False),
        ("nodes-1.ndjson.zst", "nodes", False),
    ],
)
def test_part_is_a_file_of_its_folder(file: str, kind: str, *, is_plain: bool) -> None:
    assert _part(file, kind).is_plain_name is is_plain


def test_differences_name_what_is_missing_and_what_is_too_much() -> None:
    expected, actual = {"Event": 3, "Profile": 1_200}, {"Event": 3, "Profile": 1_199, "Case": 1}
    assert count_differences(expected, actual, "nodes") == [
        "nodes Case: 1 instead of 0",
        "nodes Profile: 1,199 instead of 1,200",
    ]
    assert count_differences(expected, expected, "nodes") == []
