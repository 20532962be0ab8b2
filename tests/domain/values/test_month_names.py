"""Times with a month's name are read in the languages that exports are written in."""

from datetime import datetime

import pytest

from profile_service.domain.values.month_names import read_moment

_DAY = datetime(2026, 3, 3)  # noqa: DTZ001 (the form has no zone)
_MOMENT = datetime(2026, 11, 3, 14, 5)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    ["3 mars 2026", "3. März 2026", "3. Mrz. 2026", "3 de marzo de 2026", "3 março 2026", "3 marzo 2026",
     "3 maart 2026", "3 marca 2026", "3 Mar 2026", "3rd March, 2026", "Le 3 mars 2026"],
)  # fmt: skip
@pytest.mark.parametrize("format", ["%d %b %Y", "%d %B %Y", "%d. %B %Y", "%d de %B de %Y"])
def test_name_of_a_month_is_read(text: str, format: str) -> None:
    assert read_moment(text, format) == _DAY


@pytest.mark.parametrize(
    "text",
    ["3 nov. 2026 14:05", "le 3 nov. 2026 à 14h05", "3. November 2026, 14:05 Uhr", "3 listopada 2026 godz. 14:05",
     "3 de noviembre de 2026 a las 14:05"],
)  # fmt: skip
def test_time_of_day_behind_it_is_read(text: str) -> None:
    assert read_moment(text, "%d %b %Y %H:%M") == _MOMENT
    assert read_moment(text, "le %d %b %Y à %Hh%M") == _MOMENT


def test_first_of_a_month_is_read() -> None:
    assert read_moment("1er février 2026", "%d %B %Y") == read_moment("1º feb. 2026", "%d %b %Y")


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("3 foo 2026", "%d %b %Y"), ("31 févr. 2026", "%d %b %Y"), ("mardi 3 mars 2026", "%d %b %Y"),
        ("3 mars 2026", "%d %m %Y"), ("3 mars 2026 14:05", "%d %b %Y"), ("", "%d %b %Y"),
    ],
)  # fmt: skip
def test_what_is_no_such_time_is_refused(text: str, format: str) -> None:
    with pytest.raises(ValueError, match=r"does not match|out of range|unconverted data"):
        read_moment(text, format)
