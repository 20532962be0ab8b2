"""Names of fields that companies add, and numeric ids."""

import pytest

from loaders.build.cell_text import numeric_id, snake_case
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.resolution.rules import Rules, TypeRule
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


_TILL_IS_JUNK = Rules({}, TypeRule(1), blocked_values={"email": frozenset({"till@shop.example"})})


def test_junk_by_the_rules_in_force_names_no_record() -> None:
    builder = RecordBuilder(defaults=RecordDefaults(rules=_TILL_IS_JUNK))
    builder.add_email(Row(2, {"Mail": "Till@shop.example"}), "Mail")
    with pytest.raises(InvalidInput, match="its identifiers are junk by the identity rules"):
        builder.build("shop")
    with pytest.raises(InvalidInput, match="its identifiers are junk by the identity rules"):
        builder.build("shop", "TILL@shop.example")
    assert builder.build("shop", "7").key == "shop:7"


def test_next_identifier_names_the_record_in_place_of_junk() -> None:
    builder = RecordBuilder(defaults=RecordDefaults(rules=_TILL_IS_JUNK))
    builder.add_email(Row(2, {"Mail": "till@shop.example"}), "Mail")
    builder.add_phone(Row(2, {"Tel": "+33142685300"}), "Tel")
    record = builder.build("shop")
    assert record.key == "shop:phone:+33142685300"
    assert [i.key for i in record.identifiers] == ["email:till@shop.example", "phone:+33142685300"]


def test_other_rules_let_the_same_address_name_a_record() -> None:
    builder = RecordBuilder(defaults=RecordDefaults(rules=Rules({}, TypeRule(1))))
    builder.add_email(Row(2, {"Mail": "till@shop.example"}), "Mail")
    assert builder.build("shop").key == "shop:email:till@shop.example"


def test_account_of_an_address_is_named_by_the_address_alone() -> None:
    builder = RecordBuilder()
    builder.add_email(Row(2, {"Mail": "info@markt.example"}), "Mail")
    builder.add_attribute("name", "Olga Prinz")
    assert builder.build("shop").key == "shop:email:info@markt.example/olga"
    assert builder.build("shop", builder.account).key == "shop:email:info@markt.example"
    assert RecordBuilder().account == ""


def test_number_that_nobody_can_dial_is_kept_and_names_nobody() -> None:
    builder = RecordBuilder("Norway")
    builder.add_phone(Row(2, {"Tel": "91-23"}), "Tel")
    builder.add_phone(Row(2, {"Tel": "912 34 567"}), "Tel")
    record = builder.build("shop")
    assert record.key == "shop:phone:+4791234567"
    assert [i.key for i in record.identifiers] == ["phone_as_written:91-23", "phone:+4791234567"]
    assert record.attributes["phone_as_written"] == "91-23"


def test_row_with_nothing_but_such_a_number_is_nobodys() -> None:
    builder = RecordBuilder()
    builder.add_phone(Row(2, {"Tel": "555-2671"}), "Tel")
    with pytest.raises(InvalidInput, match="no id and no identifier"):
        builder.build("shop")
