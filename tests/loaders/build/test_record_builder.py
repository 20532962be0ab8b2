"""Names of fields that companies add, and ids, as drafts of records take them."""

import pytest

from loaders.build.record_builder import RecordBuilder, digits, snake
from profile_service.domain.values.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "snaked"),
    [
        ("FavouriteStore", "favourite_store"),
        ("Loyalty_Id", "loyalty_id"),
        ("Größe (cm)", "grösse_cm"),
        ("会員番号", "会員番号"),
        ("***", ""),
    ],
)
def test_names_become_snakes(name: str, snaked: str) -> None:
    assert snake(name) == snaked


def test_field_without_a_name_is_left_out() -> None:
    draft = RecordBuilder()
    draft.custom(snake("***"), "x")
    assert draft.attributes == {}


@pytest.mark.parametrize("text", ["7.21E+12", "-1", "", "１２", "9" * 31, "=cmd()"])
def test_what_is_no_id_of_digits_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="expected digits alone"):
        digits(text)
