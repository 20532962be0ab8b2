"""Words of callers in logs: machines' ids stay, all else becomes a digest."""

import pytest

from profile_service.domain.telemetry.safe_words import safe_id, word_digest


@pytest.mark.parametrize(
    "id",
    ["0f3c2a1e-77aa-4b1c-9d2e-5f60718293a4", "9b2c6d0f4e1a8b7c", "5759e988-bd862e3fe1be46a994272793", "A" * 32],
)
def test_id_of_a_machine_stays(id: str) -> None:
    assert safe_id(id) == id


@pytest.mark.parametrize(
    "id", ["ann.smith", "15675550105", "4111-1111-1111-1111", "4111111111111111", "annsmith", "deadbeef", "", "a" * 65]
)
def test_what_a_person_may_have_typed_becomes_a_digest(id: str) -> None:
    assert safe_id(id) == word_digest(id)
    assert id == "" or id not in safe_id(id)


def test_equal_words_have_equal_digests() -> None:
    assert word_digest("Ann") == word_digest("Ann") != word_digest("ann")
    assert word_digest("Ann").startswith("sha256:")
    assert word_digest("\ud800").startswith("sha256:")
