"""Cursors give their position back, and foreign ones are refused."""

import pytest

from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput


def test_cursor_gives_its_position_back() -> None:
    for position in ("", "a", "é|x", "2025?>", "x" * 1_500):
        assert read_cursor(write_cursor(position)) == position
    assert "=" not in write_cursor("a")
    assert set(write_cursor("~~~???")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize("cursor", ["A" * 2_001, "A", "é", "AA==", "a+b/", "AAAA", "//8", "QU!FB", "QU FB"])
def test_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_cursor(cursor)
    assert str(refused.value) == "the cursor is none that was handed out; take endCursor of the page before"


def test_cursor_has_at_most_2000_characters() -> None:
    assert len(read_cursor("QUFB" * 500)) == 1_500
    with pytest.raises(InvalidInput, match="handed out"):
        read_cursor("QUFB" * 500 + "QUE")
