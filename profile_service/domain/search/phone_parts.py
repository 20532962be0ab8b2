"""Any part of a phone number: its inner digits, by which a part in the middle is found.

A part may begin anywhere. A number has a key from every second of its digits on; a part that begins between two of
these is sought without its first digit, and counts only where that digit is there too.
"""

from collections.abc import Iterator

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from profile_service.domain.search.lookups import Index, Lookup
from profile_service.domain.search.typed_text import LEAST_DIGITS, TypedText
from profile_service.domain.values.phones import digits_of

PLACES: dict[Index, int] = {"third": 2, "fifth": 4, "seventh": 6}
"""Index → how many digits of the national number are left out. The start and the end have keys of their own."""
_MOST_DIGITS = 12
_LONGEST_CODE = 3


def inner_digits(number: str) -> list[str | None]:
    """The digits of a number (E.164, or as it is written) from each of the PLACES on; None where too few are left."""
    national = national_digits(number)
    return [national[place:] if len(national) - place >= LEAST_DIGITS - 1 else None for place in PLACES.values()]


def national_digits(number: str) -> str:
    """The digits without the calling code; all of them where the number has none."""
    digits = digits_of(number)
    if not number.startswith("+"):
        return digits
    return digits.removeprefix(calling_code(digits))


def calling_code(digits: str) -> str:
    """The calling code that an international number begins with; empty where it begins with none."""
    codes = (digits[:length] for length in range(1, _LONGEST_CODE + 1))
    return next((code for code in codes if code.isdecimal() and int(code) in COUNTRY_CODE_TO_REGION_CODE), "")


def part_lookups(typed: TypedText) -> Iterator[Lookup]:
    """The look-ups of typed digits as the middle of a phone."""
    for place in typed.places("phone", "number"):
        digits = typed.words[place].form
        if not digits.isdecimal() or not LEAST_DIGITS <= len(digits) <= _MOST_DIGITS:
            continue
        for index in PLACES:
            for sought in (digits, digits[1:]):
                yield Lookup(index, sought, "phone", frozenset({place}), within=digits)
