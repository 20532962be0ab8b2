"""Look-ups of a given name with a place beside it."""

from profile_service.domain.search.place_readings import given_name_lookups, names_at_places, place_lookups, place_words
from profile_service.domain.search.typed_text import typed_text


def test_little_words_between_name_and_place_are_left_out() -> None:
    first, *_ = names_at_places([0, 1, 2], ["carmen", "de", "lund"])
    assert first == ((1, 2), ("lund",), ("carmen",))
    assert {each.name for each in names_at_places([0, 1], ["de", "lund"])} == {("de",), ("lund",)}


def test_city_is_looked_through_for_the_name_and_the_name_for_the_city() -> None:
    by_place = {(each.index, each.sought, each.within) for each in place_lookups([0, 1], ["greta", "lund"])}
    assert {("in_city", "lund ", "greta"), ("in_city", "greta ", "lund")} <= by_place
    by_name = {
        (each.index, each.sought, each.within) for each in given_name_lookups(typed_text("Greta Mill Road"), ["mill"])
    }
    assert ("given_street", "greta", "mill rd ") in by_name
    by_code = {(each.index, each.sought, each.within) for each in given_name_lookups(typed_text("Greta 21100"), [])}
    assert by_code == {("in_postal", "21100 ", "greta"), ("given_postal", "greta", "21100 ")}


def test_names_are_not_looked_through_for_what_is_no_place() -> None:
    typed = typed_text("Greta Hauptstraße")
    assert {"hauptstr", "greta", "hauptstrasse"} <= set(place_words(typed))
    assert not list(given_name_lookups(typed, []))
    assert {each.index for each in given_name_lookups(typed, ["hauptstr"])} == {"given_street"}
    assert {each.index for each in given_name_lookups(typed_text("Greta Ulm"), [])} == {"given_city", "given_street"}
