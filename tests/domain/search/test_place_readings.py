"""Look-ups of a given name with a place beside it."""

from profile_service.domain.search.place_readings import (
    given_name_lookups,
    names_at_places,
    postal_lookups,
    words_to_ask,
)
from profile_service.domain.search.typed_text import typed_text


def test_little_words_between_name_and_place_are_left_out() -> None:
    first, *_ = names_at_places([0, 1, 2], ["carmen", "de", "lund"])
    assert first == ((1, 2), ("lund",), ("carmen",))
    assert {each.name for each in names_at_places([0, 1], ["de", "lund"])} == {("de",), ("lund",)}


def test_name_is_sought_behind_the_first_word_of_a_place() -> None:
    lookups = given_name_lookups([0, 1, 2], ["greta", "fort", "wayne"])
    sought = {(each.index, each.sought, each.within) for each in lookups}
    assert {("city_given", "fort greta", "fort wayne "), ("city_given", "wayne greta fort", "wayne ")} <= sought
    assert ("city_given", "greta fort wayne", "greta ") in sought, "a place may be typed first"
    streets = {
        (each.index, each.sought, each.within) for each in given_name_lookups([0, 1, 2], "greta mill road".split())
    }
    assert ("street_given", "mill greta", "mill rd ") in streets


def test_name_or_place_must_be_stored_somewhere() -> None:
    def sought(stored: set[str]) -> set[str]:
        return {f"{each.index} {each.within}" for each in given_name_lookups([0, 1], ["greta", "hauptstrasse"], stored)}

    assert {"greta", "hauptstr", "hauptstrasse"} == {*words_to_ask(typed_text("Greta Hauptstraße"))}
    assert sought(set()) == set()
    assert "street_given hauptstr " in sought({"hauptstr"})
    assert sought({"greta"}) >= {"city_given hauptstrasse ", "street_given hauptstr "}


def test_name_is_sought_behind_a_postal_code() -> None:
    by_code = [(each.index, each.sought, each.words) for each in postal_lookups(typed_text("Greta 21100"))]
    assert by_code == [("postal_given", "21100 greta", frozenset({1}))]
    assert not list(postal_lookups(typed_text("Greta Lund")))
