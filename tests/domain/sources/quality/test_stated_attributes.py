"""A record states no name and no birth date of nobody."""

from profile_service.domain.sources.quality.stated_attributes import stated_attributes
from profile_service.domain.sources.records import REMOVED


def test_placeholders_are_left_out() -> None:
    attributes = {
        "given_name": "[ask]",
        "family_name": "Dahl",
        "name": "N/A",
        "birth_date": "1604-07-30",
        "city": "N/A",
    }
    assert stated_attributes(attributes) == {"family_name": "Dahl", "birth_date": "--07-30", "city": "N/A"}


def test_words_of_ones_own_are_no_names() -> None:
    attributes = {"name": "Laufkundschaft", "given_name": "Uta", "family_name": "KASSE 3", "city": "Laufkundschaft"}
    stated = stated_attributes(attributes, {"laufkundschaft", "kasse 3"})
    assert stated == {"given_name": "Uta", "city": "Laufkundschaft"}


def test_removed_values_stay_removed() -> None:
    removed = dict.fromkeys(("name", "given_name", "family_name", "birth_date"), REMOVED)
    assert stated_attributes(removed) == removed
