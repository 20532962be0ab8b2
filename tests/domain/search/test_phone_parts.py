"""Any part of a phone of four digits or more leads to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.search.phone_parts import PLACES, calling_code, inner_digits, national_digits, part_lookups
from profile_service.domain.search.typed_text import typed_text


def test_inner_digits_begin_behind_the_calling_code() -> None:
    assert inner_digits("+15675550105") == ["75550105", "550105", "0105"]
    assert inner_digits("+33142685300") == ["2685300", "85300", "300"]
    assert inner_digits("+353871234567;ext=12") == ["1234567", "34567", "567"]
    assert inner_digits("0000") == [None, None, None]


def test_calling_code_is_the_one_that_exists() -> None:
    assert [calling_code(digits) for digits in ("15675550105", "353871", "49", "999")] == ["1", "353", "49", ""]
    assert national_digits("030 123456") == "030123456"


@given(number=st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True), data=st.data())
def test_every_part_within_a_phone_is_sought(number: str, data: st.DataObject) -> None:
    national = number[2:]
    start = data.draw(st.integers(1, 5))
    length = data.draw(st.integers(4, 9 - start)) if start < 5 else 4
    part = national[start : start + length]
    keys = dict(zip(PLACES, inner_digits(number), strict=True))
    sought = list(part_lookups(typed_text(f"Kaya {part}")))
    assert any((keys[each.index] or "").startswith(each.sought) for each in sought if each.within in number)


@pytest.mark.parametrize("text", ["Kaya 123", "Kaya", "order 55501", "555-x1"])
def test_what_is_no_part_of_a_phone_is_not_sought(text: str) -> None:
    assert list(part_lookups(typed_text(text))) == []
