"""Look-ups of names."""

from collections.abc import Iterable

from profile_service.domain.search.lookups import Lookup
from profile_service.domain.search.name_readings import family_words, name_lookups, near_lookups, wider_lookups
from profile_service.domain.search.typed_text import typed_text


def _sought(lookups: Iterable[Lookup]) -> set[str]:
    return {f"{each.index} {each.sought}" for each in lookups}


def test_words_of_a_name_come_in_any_order() -> None:
    assert _sought(name_lookups(typed_text("Kaya, Özlem"))) == {
        "forward kaya ozlem", "backward kaya ozlem", "forward ozlem kaya", "backward ozlem kaya",
    }  # fmt: skip
    assert "email" in {each.kind for each in name_lookups(typed_text("kaya"))}


def test_nicknames_stand_for_given_names() -> None:
    assert {"backward kaya robert", "backward kaya bobby"} <= _sought(wider_lookups(typed_text("Bob Kaya")))
    assert "backward kaya robert" in _sought(wider_lookups(typed_text("Kaya Bob")))


def test_particle_is_sought_together_with_its_name_and_apart() -> None:
    assert {"forward yann le goff", "backward goff yann le"} <= _sought(wider_lookups(typed_text("Yann Legoff")))
    assert "backward goff yann le" in _sought(wider_lookups(typed_text("Legoff Yann")))
    assert {"forward le goff", "backward goff "} <= _sought(wider_lookups(typed_text("Legoff")))
    assert {"forward yann legoff", "backward legoff yann"} <= _sought(wider_lookups(typed_text("Yann Le Goff")))
    assert "forward anne de la croix" in _sought(wider_lookups(typed_text("Anne Delacroix")))
    assert "forward yann le goff" in _sought(wider_lookups(typed_text("Yann Legoff"), {"goff"}))
    assert not any("goff" in each.sought.split() for each in wider_lookups(typed_text("Yann Legoff"), {"legoff"}))
    assert (family_words(typed_text("Legoff")), family_words(typed_text("Yann Le Goff"))) == (["goff"], ["legoff"])
    assert not any("le" in each.sought.split() for each in wider_lookups(typed_text("Ann Lee")))


def test_cities_stand_behind_or_before_a_name() -> None:
    sought = _sought(wider_lookups(typed_text("Ann Kaya Fort Wayne")))
    assert {"city fort wayne kaya ann", "city wayne fort ann kaya", "city ann kaya wayne fort"} <= sought


def test_streets_have_their_number_before_or_behind() -> None:
    assert "street mill rd 7" in _sought(wider_lookups(typed_text("Kaya 7 Mill Road")))
    assert "street hauptstr 7" in _sought(wider_lookups(typed_text("Kaya Hauptstraße 7")))


def test_what_no_record_has_is_not_sought() -> None:
    typed = typed_text("Bob Kayaa Fort Wayne")
    assert {"city fort wayne bob kayaa", "backward kayaa bob"} <= _sought(wider_lookups(typed))
    by_city = _sought(wider_lookups(typed, {"fort wayne"}))
    assert by_city >= {"city fort wayne bob kayaa", "city_given fort bob kayaa"}
    assert not any(each.startswith(("backward kayaa", "city wayne", "backward fort")) for each in by_city)
    assert not _sought(wider_lookups(typed_text("Xander Kayaa"), ()))
    assert "backward oz " not in _sought(wider_lookups(typed_text("Kayaa Oz"), ()))
    assert "city oz kayaa" in _sought(wider_lookups(typed_text("Kayaa Oz"), ())), "short words are in no dictionary"


def test_one_word_is_changed_at_a_time() -> None:
    near = list(near_lookups(typed_text("Ann Kayya 46802"), {(1,): ["kaya"]}))
    assert {"backward kaya ann", "forward ann kaya", "city kaya ann", "postal 46802 kaya"} <= _sought(near)
    assert all(each.near for each in near)
    assert _sought(near_lookups(typed_text("Kaya Fort Wyane"), {(1, 2): ["fort wayne"]})) >= {"city fort wayne kaya"}
