"""Values as they stand on a page."""

from datetime import UTC, datetime

import pytest

from profile_service.api.console.display import ago, heading, money, shorten_ids, words

_NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [(12345, "EUR", "EUR 123.45"), (-5, "USD", "USD -0.05"), (1200, "JPY", "JPY 1,200"), (0, "EUR", "EUR 0.00")],
)
def test_money_has_the_digits_of_its_currency(minor: int, currency: str, shown: str) -> None:
    assert money(minor, currency) == shown


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-22T08:59:30", "just now"), ("2026-11-22T08:00:00", "1 h ago"), ("2026-11-22T08:30:00", "30 min ago"),
        ("2026-11-20T23:00:00", "2 days ago"), ("2026-11-21T08:00:00", "yesterday"), ("2026-03-01T00:00:00", "1 Mar"),
        ("2024-03-01T00:00:00", "1 Mar 2024"), ("2026-11-23T00:00:00", "23 Nov 2026"),
    ],
)  # fmt: skip
def test_moment_is_told_as_people_tell_it(at: str, shown: str) -> None:
    assert ago(datetime.fromisoformat(at).replace(tzinfo=UTC), _NOW) == shown


def test_names_become_words() -> None:
    assert [words(name) for name in ("support_call", "IN_PREPARATION", "Ann", None)] == [
        "support call", "in preparation", "Ann", "",
    ]  # fmt: skip
    assert heading("support_call") == "Support call"


def test_ids_in_a_sentence_are_shortened() -> None:
    text = "The profile 01a22b12-278f-76a5-9ed3-5777ce092d8e merged."
    assert shorten_ids(text) == "The profile …5777ce092d8e merged."
