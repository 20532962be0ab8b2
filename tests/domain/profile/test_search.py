"""What a typed text may be, and in which order what it finds is shown."""

import pytest

from profile_service.domain.profile.search import SearchHit, best_hits, hits_after, search_text
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.errors import InvalidInput


def test_email_is_looked_up_folded() -> None:
    text = search_text(" Ann@Shop.ORG ", None)
    assert (text.email, text.values, text.names, text.phones) == (
        "ann@shop.org", ("Ann@Shop.ORG", "ann@shop.org"), (), (),
    )  # fmt: skip


def test_national_phone_is_read_with_the_country() -> None:
    text = search_text("01 42 68 53 00", "FR")
    assert text.phones == ("+33142685300", "+0142685300")
    assert text.ending == "142685300"
    assert text.names == ()


def test_end_of_a_phone_needs_no_country() -> None:
    text = search_text("68-53-00", None)
    assert (text.phones, text.ending) == (("+685300",), "685300")


def test_three_digits_are_no_phone() -> None:
    assert (search_text("123", None).phones, search_text("123", None).ending) == ((), None)


def test_words_of_a_name_come_in_any_order() -> None:
    assert search_text("José Smith-Jones", None).names == ("jose smith jones", "jones jose smith")
    assert search_text("Smith, Ann", None).names == ("smith ann", "ann smith")
    assert search_text("ann", None).names == ("ann",)


@pytest.mark.parametrize("text", ["", "  ", "x" * 201, "a\x00b", "\ud800"])
def test_unreadable_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        search_text(text, None)


def test_profile_is_shown_once_by_its_best_match() -> None:
    hits = [
        SearchHit("p2", "name", "ann"),
        SearchHit("p1", "name", "ann"),
        SearchHit("p2", "identifier", "loyalty_id:7"),
    ]
    assert best_hits(hits) == [hits[2], hits[1]]


def test_cursor_goes_on_after_its_hit() -> None:
    hits = best_hits([SearchHit(f"p{n}", "name", f"ann {n}") for n in range(5)])
    assert hits_after(hits, hits[1].cursor) == hits[2:]
    with pytest.raises(InvalidInput, match="cursor"):
        hits_after(hits, "bm9uc2Vuc2U")


def test_cursor_is_of_rank_text_and_profile() -> None:
    one, other = SearchHit("p1", "name", "a\x1fb"), SearchHit("p2", "name", "a\x1fb")
    assert hits_after([one, other], one.cursor) == [other]
    assert hits_after([one, other], other.cursor) == []


@pytest.mark.parametrize("position", ["5\x1fann", "55\x1fann\x1fp1", "x\x1fann\x1fp1", "\u0665\x1fann\x1fp1", "5", ""])
def test_cursor_of_another_list_is_refused(position: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        hits_after([], write_cursor(position))
    assert str(refused.value) == "the cursor is not one of a search; take endCursor of the page before"


def test_text_with_few_digits_is_looked_up_as_it_is() -> None:
    assert search_text("911", "US").values == ("911",), "no phone, though one could be read from it"
    assert search_text("Smith,Ann", None).names == ("smith ann", "ann smith")
    assert search_text("(0) 12 34", None).ending == "1234"


def test_line_is_looked_up_with_its_main_number() -> None:
    text = search_text("(415) 555-2671 x7", "US")
    assert "+14155552671;ext=7" in text.values
    assert (text.ending, text.names) == ("4155552671", ())
