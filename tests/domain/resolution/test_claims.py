"""The note of a change by which an identifier was moved."""

import pytest

from profile_service.domain.resolution.claims import moved_note, moved_type


def test_note_of_a_moved_identifier_names_its_type() -> None:
    assert moved_type(moved_note("user_id")) == "user_id"


@pytest.mark.parametrize(("note", "type"), [("claim user_id", "user_id"), ("lock", None), ("", None)])
def test_notes_of_earlier_versions_and_of_other_changes(note: str, type: str | None) -> None:
    assert moved_type(note) == type
