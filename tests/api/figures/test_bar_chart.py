"""Bars: heights follow the figures, parts stack above the line, and what is lost hangs below it."""

from profile_service.api.figures.bar_chart import BarColumn, BarPart, bar_chart


def test_heights_follow_the_figures() -> None:
    chart = bar_chart(
        [BarColumn("a", (BarPart("x", 10, "ten"),)), BarColumn("b", (BarPart("x", 5, "five"),), is_over=False)]
    )
    ten, five = chart.bars
    assert abs(ten.height - 2 * five.height) <= 1
    assert ten.y + ten.height == five.y + five.height == chart.zero
    assert (ten.is_over, five.is_over) == (True, False)
    assert ten.x + ten.width < five.x


def test_parts_stack_and_losses_hang_below() -> None:
    chart = bar_chart([BarColumn("a", (BarPart("new", 3, ""), BarPart("kept", 7, ""), BarPart("lost", -5, "")))])
    new, kept, lost = chart.bars
    assert new.y + new.height == chart.zero
    assert abs(kept.y + kept.height - new.y) <= 1
    assert lost.y == chart.zero
    assert lost.y + lost.height <= chart.height


def test_nothing_is_drawn_of_nothing() -> None:
    chart = bar_chart([BarColumn("a", (BarPart("x", 0, ""),)), BarColumn("b", ())])
    assert chart.bars == ()
    assert [label.text for label in chart.labels] == ["a", "b"]


def test_many_periods_have_few_labels() -> None:
    assert len(bar_chart([BarColumn(str(n), ()) for n in range(240)]).labels) == 12
