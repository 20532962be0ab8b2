"""The changes that a profile's history lists."""

import pytest

from profile_service.domain.stewardship.changes import LASTING, ChangeKind


@pytest.mark.parametrize("kind", ["merged", "split", "judged", "locked", "unlocked", "removed"])
def test_history_lists_lasting_changes(kind: str) -> None:
    assert ChangeKind(kind) in LASTING


@pytest.mark.parametrize("kind", ["created", "attributes", "events"])
def test_history_leaves_out_what_loads_do(kind: str) -> None:
    assert ChangeKind(kind) not in LASTING
