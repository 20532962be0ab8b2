"""The list of short forms is one that a look-up can use."""

from collections import Counter

from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.given_name_sexes import are_of_two_sexes
from profile_service.domain.values.short_given_names import NO_SHORT_FORMS, short_forms


def test_each_pair_stands_once_in_lookup_form() -> None:
    pairs = Counter(short_forms())
    assert [pair for pair, count in pairs.items() if count > 1] == []
    words = {word for pair in pairs for name in pair for word in name.split("-")}
    assert {word for word in words if lookup_form(word) != word} == set()
    assert [pair for pair in pairs if pair[0] == pair[1]] == []


def test_no_short_form_is_the_whole_name_of_the_other_sex() -> None:
    assert [pair for pair in short_forms() if are_of_two_sexes(*pair) and len(pair[1]) > 4] == []
    assert {pair for pair in short_forms() if pair in NO_SHORT_FORMS} == set()
