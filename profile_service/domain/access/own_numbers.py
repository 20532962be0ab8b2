"""Numbers of one person in what others wrote: their phones and birth dates, in whatever form these stand there.

Digits are compared with the person's own, so that ids, amounts and other times stay as they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from profile_service.domain.resolution.birth_dates import birth_date_readings
from profile_service.domain.values.phones import country_digits, digits_of

_LEAST_DIGITS = 7
# What may stand between the digits of one number: ") ", " - ", "/", a blank that cannot be seen.
_GAP = 4
_FAR_DIGIT = re.compile(r"\d")
_RUN = re.compile(rf"\d(?:[\W_]{{0,{_GAP}}}\d){{{_LEAST_DIGITS - 1},}}")
_DIGITS = re.compile(r"\d+")
_OPENING = "+("
# What looks like a national phone: a run of such signs, where a number may begin in it, and where one may end.
_LEAST_LOCAL = 9
_LOCAL = re.compile(rf"[\d\s().\-]{{{_LEAST_LOCAL},}}")
_LOCAL_START = re.compile(r"(?<![\w\-])(?!\d{4}-\d\d-\d\d)\(?\d")
_LOCAL_END = re.compile(r"\d(?![\w\-])")
# What is dialled before the national part: a trunk prefix, or an exit code and the country's.
_TRUNKS, _EXITS = ("0", "1", "8"), ("0", "00", "010", "011", "0011")
_SHORT_DAY = re.compile(r"(?<!\d)\d{1,2}[\W_]{1,3}\d{1,2}[\W_]{1,3}\d\d(?!\d)")
_SIGNS, _WORDS, _ORDINAL = r"[\W_年月년월]{1,3}", r"(?:[^\W\d_]+[\W_]{1,3}){1,3}", r"(?:[^\W\d_]{1,2})?"


class Span(NamedTuple):
    """The part of a text from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OwnPhones:
    """`forms`: the digits by which the person's phones may be written."""

    forms: frozenset[str]

    def spans(self, text: str) -> Iterator[Span]:
        """Where the phones stand in a text, one after the other."""
        for run in _RUN.finditer(text) if self.forms else ():
            yield from self._in_run([match.span() for match in _DIGITS.finditer(text, *run.span())], text)

    def holds(self, number: float) -> bool:
        """Whether a JSON number is one of the phones."""
        return not isinstance(number, bool) and number % 1 == 0 and str(int(number)) in self.forms

    def _in_run(self, parts: list[tuple[int, int]], text: str) -> Iterator[Span]:
        """Phones begin and end with a part, for a longer number that holds the same digits is another one."""
        longest = max(map(len, self.forms))
        first = 0
        while first < len(parts):
            digits, end = "", 0
            for after, (start, stop) in enumerate(parts[first : first + longest], start=first + 1):
                digits += text[start:stop]
                if len(digits) > longest:
                    break
                end = after if digits in self.forms else end
            if end:
                start = parts[first][0]
                while start and text[start - 1] in _OPENING:
                    start -= 1
                yield Span(start, parts[end - 1][1])
            first = end or first + 1


@dataclass(frozen=True)
class OwnDays:
    """`days`: what the person's birth dates may mean, as eight digits each."""

    days: Sequence[str]

    def spans(self, text: str) -> Iterator[Span]:
        """Where the birth dates stand in a text, one after the other, in digits or in words of any language."""
        return (Span(*match.span()) for match in self._pattern.finditer(text)) if self._may_stand_in(text) else iter(())

    def holds(self, number: float) -> bool:
        """Whether a JSON number is one of the dates, such as 19800405."""
        text = str(int(number)) if number % 1 == 0 else ""
        return self._may_stand_in(text) and self._pattern.fullmatch(text) is not None

    def _may_stand_in(self, text: str) -> bool:
        """A glance, for most texts have no such year, and a pattern takes longer to make than to read an event."""
        return any(day[:4] in text or (day[2:4] in text and _SHORT_DAY.search(text)) for day in self.days)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\d)(?:{'|'.join(map(_day_pattern, self.days))})(?!\d)[日일]?")


def own_phones(values: Iterable[str]) -> OwnPhones:
    """What tells the phones of these values, international or as written: whole, national, without the area's code."""
    return OwnPhones(frozenset(form for value in values for form in _phone_forms(value)))


def local_phones(text: str) -> Iterator[Span]:
    """Where something stands that looks like a national phone, of whomever; one in each run of such signs. Texts may be
    long and of anybody: the time follows their length."""
    for run in _LOCAL.finditer(text):
        after = [match.end() for match in _LOCAL_END.finditer(text, run.start(), run.end() + 1)]
        start = _LOCAL_START.search(text, *run.span()) if after else None
        if start and after[-1] - start.end() >= _LEAST_LOCAL - 1:
            yield Span(start.start(), after[-1])


def own_days(values: Iterable[str]) -> OwnDays:
    """What tells the days that these birth dates may mean."""
    return OwnDays(sorted({day for value in values for day in birth_date_readings(value)}))


def replaced(text: str, spans: Callable[[str], Iterator[Span]], hidden: Callable[[str], str]) -> str:
    """The text with its spans hidden. Digits of every script are looked for; what is left stays as it was."""
    plain = text if text.isascii() else _FAR_DIGIT.sub(lambda digit: str(int(digit[0])), text)
    pieces, shown = [], 0
    for start, end in spans(plain):
        pieces += [text[shown:start], hidden(text[start:end])]
        shown = end
    return "".join([*pieces, text[shown:]]) if shown else text


def _phone_forms(value: str) -> Iterator[str]:
    whole = digits_of(value)
    yield from (whole[start:] for start in range(len(whole) - _LEAST_DIGITS + 1))
    if country := country_digits(value):
        national = whole[len(country) :]
        # Between the two, `(0)` is often written, and once a 1 in Mexico.
        inner = (national, f"0{national}", f"1{national}")
        yield from (f"{trunk}{national}" for trunk in _TRUNKS)
        yield from (f"{code}{country}{part}" for code in ("", *_EXITS) for part in inner)


def _day_pattern(day: str) -> str:
    """Of `19800405`: 1980-04-05, 05.04.80, 4/5/1980, 05041980, 5 April 1980, 5 de abril de 1980, Apr 5th, 1980."""
    year, month, date = day[:4], day[4:6], day[6:]
    short = f"(?:{year}|{year[2:]})"
    m, d = (rf"0?{int(part)}" for part in (month, date))
    numbers = (
        f"{year}{_SIGNS}{m}{_SIGNS}{d}",
        f"{d}{_SIGNS}{m}{_SIGNS}{short}",
        f"{m}{_SIGNS}{d}{_SIGNS}{short}",
    )
    run_together = (day, f"{date}{month}{year}", f"{month}{date}{year}")
    words = (
        rf"{d}{_ORDINAL}[\W_]{{0,3}}{_WORDS}{year}",
        rf"(?<![^\W\d_])[^\W\d_]{{3,}}[\W_]{{1,3}}{d}{_ORDINAL}[\W_]{{1,3}}{year}",
        rf"{year}[\W_]{{1,3}}{_WORDS}{d}",
    )
    return "|".join((*numbers, *run_together, *words))
