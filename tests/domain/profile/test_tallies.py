"""Counts of events add up, whatever was appended, taken back or folded."""

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.profile.tallies import (
    Cell,
    Tally,
    add_up,
    compact,
    restrict,
    spend_by_currency,
    tally_change,
    tally_line,
)
from profile_service.domain.sources.events import Interaction, Transaction

_AT = "2026-11-22T09:00:00.000000Z"
_cells = st.builds(
    Cell,
    st.sampled_from(["order", "review"]),
    st.sampled_from(["web", ""]),
    st.sampled_from(["2026-10", "2026-11"]),
    st.sampled_from(["", "EUR"]),
    st.sampled_from(["", "void", "refunded"]),
)
_lines = st.lists(st.builds(tally_line, _cells, st.integers(-3, 3), st.integers(-500, 500)))


def test_events_are_counted_by_kind_channel_and_month() -> None:
    order = Transaction("o1", "shop:1", "order", _AT, "web", currency="EUR", total_minor=1_250)
    review = Interaction("r1", "shop:1", "review", _AT)

    assert add_up([tally_change(order) + tally_change(review), tally_change(order)]) == [
        Tally(Cell("order", "web", "2026-11", "EUR"), 2, 2_500),
        Tally(Cell("review", "", "2026-11", ""), 1, 0),
    ]


def test_an_event_taken_back_leaves_nothing() -> None:
    order = Transaction("o1", "shop:1", "order", _AT, "web", currency="EUR", total_minor=1_250)

    assert add_up([tally_change(order) + tally_change(order, -1), None]) == []


@given(_lines)
def test_folding_keeps_every_count(lines: list[str]) -> None:
    text = "".join(lines)

    assert add_up([compact(text)]) == add_up([text])
    assert len(compact(text)) <= max(len(text), 0) + 40 * len(set(lines))


def test_what_was_given_back_is_taken_off_the_spend() -> None:
    sales = (
        "order\tweb\t2026-11\tEUR\t2\t5000\nreturn\tweb\t2026-11\tEUR\t1\t1500\nreturn\tstore\t2026-11\tUSD\t1\t-700\n"
    )
    assert spend_by_currency([add_up([sales, "review\tweb\t2026-11\t\t1\t0\n"])]) == {"EUR": 3_500, "USD": -700}


def test_counts_of_some_kinds_from_a_month_on() -> None:
    text = "".join(
        f"{kind}\tweb\t{month}\t\t1\t0\n" for kind, month in [("a", "2026-01"), ("b", "2026-02"), ("a", "2026-03")]
    )
    assert restrict(text, None, "0000") == text
    assert restrict(text, {"a"}, "0000") == "a\tweb\t2026-01\t\t1\t0\na\tweb\t2026-03\t\t1\t0\n"
    assert restrict(text, None, "2026-02") == "b\tweb\t2026-02\t\t1\t0\na\tweb\t2026-03\t\t1\t0\n"
    assert restrict(text, {"a"}, "2026-04") == restrict("", None, "0000") == ""


def test_cells_come_sorted_without_those_of_nothing() -> None:
    text = "b\tweb\t2026-01\t\t1\t0\na\tweb\t2026-01\tEUR\t1\t5\na\tweb\t2026-01\tEUR\t-1\t-5\na\t\t2026-01\t\t2\t0\n"
    assert compact(text) == "a\t\t2026-01\t\t2\t0\nb\tweb\t2026-01\t\t1\t0\n"
    assert [tally.cell.kind for tally in add_up([text, None])] == ["a", "b"]
