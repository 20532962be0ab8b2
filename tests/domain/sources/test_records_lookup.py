"""Names are looked up in one form, in both orders of their words."""

from profile_service.domain.sources.records import lookup_form, name_orders


def test_lookup_form_is_lower_case_ascii() -> None:
    assert lookup_form("  José-María  O'Brien ") == "jose maria obrien"


def test_names_are_looked_up_both_ways() -> None:
    assert name_orders("Ann Marie Smith") == ("ann marie smith", "smith ann marie")
