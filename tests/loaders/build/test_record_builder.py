"""Names of fields that companies add, and numeric ids."""

import pytest

from loaders.build.cell_text import numeric_id, snake_case
from loaders.build.record_builder import RecordBuilder
from profile_service.domain.values.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("FavouriteStore", "favourite_store"),
        ("Loyalty_Id", "loyalty_id"),
        ("Größe (cm)", "grösse_cm"),
        ("会員番号", "会員番号"),
        ("***", ""),
    ],
)
def test_names_become_snake_case(name: str, attribute: str) -> None:
    assert snake_case(name) == attribute


def test_field_without_a_name_is_left_out() -> None:
    builder = RecordBuilder()
    builder.add_custom_field(snake_case("***"), "x")
    assert builder.attributes == {}


@pytest.mark.parametrize("text", ["7.21E+12", "-1", "", "１２", "9" * 31, "=cmd()"])
def test_text_that_is_no_numeric_id_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="expected digits alone"):
        numeric_id(text)
