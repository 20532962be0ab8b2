"""Each day, hour and share that docs/context.md states, on both sides of its edge."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from profile_service.domain.context.history import History
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.order_status import order_statuses
from profile_service.domain.context.promoter import promoter_status
from profile_service.domain.context.purchases.products import ProductContext
from profile_service.domain.context.purchases.value import value
from profile_service.domain.context.risks import risks
from profile_service.domain.context.sentiment import mood, sentiment
from profile_service.domain.profile.tallies import Cell, Tally
from profile_service.domain.sources.events import Event
from tests.rig.open_matters import CASE, COUPON, MUG, TEA, at, bought, did, history

_START = "2026-03-01 09:00"


def _threads(now: str, *events: Event) -> list[str]:
    return [thread.key for thread in Insights(history(now, *events)).threads]


def _wished(now: str, *events: Event) -> list[str]:
    return [fact.key for fact in ProductContext(history(now, *events)).wished]


def _talk(key: str, moment: str, outcome: str) -> Event:
    return did(key, "support_call", moment, topic="refund", outcome=outcome)


@pytest.mark.parametrize(
    ("event", "last_day"),
    [
        (did("form", "form", _START, form="loan", status="started"), "2026-05-30"),  # 90 days
        (did("coupon", "coupon_scan", _START, COUPON), "2026-04-30"),  # 60 days
        (did("cart", "cart", _START, MUG), "2026-03-31"),  # 30 days
        (did("call", "support_call", _START, CASE, outcome="told to wait"), "2027-03-01"),  # a year
        (bought("order", _START, MUG, status="pending"), "2027-03-01"),
        (bought("return", _START, MUG, kind="return", status="requested"), "2027-03-01"),
    ],
)
def test_open_thread_is_forgotten_after_its_last_day(event: Event, last_day: str) -> None:
    assert _threads(f"{last_day} 09:00", event) == [event.key]
    assert _threads(f"{last_day} 09:01", event) == []


def test_wish_is_forgotten_after_a_year() -> None:
    wish = did("wish", "wishlist", _START, MUG)
    assert _wished("2027-03-01 09:00", wish) == ["shop:mug"]
    assert _wished("2027-03-01 09:01", wish) == []


def test_cart_is_left_after_an_hour() -> None:
    cart = did("cart", "cart", _START, MUG)
    assert _threads("2026-03-01 09:59", cart) == []
    assert _threads("2026-03-01 10:00", cart) == ["cart"]


def test_cart_holds_what_was_put_in_within_a_day_of_its_last_step() -> None:
    tea, mug = did("tea", "cart", "2026-03-01 09:00", TEA), did("mug", "checkout", "2026-03-02 09:00", MUG)
    (thread,) = Insights(history("2026-03-03", tea, mug)).threads
    assert (thread.evidence, thread.products) == (("tea", "mug"), {"shop:tea": "Tea", "shop:mug": "Mug"})
    later = did("mug", "checkout", "2026-03-02 09:01", MUG)
    (thread,) = Insights(history("2026-03-03", tea, later)).threads
    assert (thread.evidence, thread.products) == (("mug",), {"shop:mug": "Mug"})


@pytest.mark.parametrize("word", ["expires_at", "valid_until"])
def test_coupon_is_good_until_it_expires(word: str) -> None:
    coupon = did("coupon", "coupon", _START, COUPON, **{word: "2026-09-20 10:00"})
    assert _threads("2026-09-20 10:00", coupon) == ["coupon"]
    assert _threads("2026-09-20 10:01", coupon) == []


def test_contacts_about_one_topic_are_one_conversation_within_thirty_days() -> None:
    first = _talk("c1", _START, "told to wait")
    assert _threads("2026-04-30", first, _talk("c2", "2026-03-31 09:00", "solved")) == []
    assert _threads("2026-04-30", first, _talk("c2", "2026-03-31 09:01", "solved")) == ["c1"]


def test_contacts_are_repeats_within_thirty_days() -> None:
    first = did("c1", "support_call", _START, CASE)

    def repeats(moment: str) -> list[int]:
        return [
            each.times
            for each in Insights(history("2026-05-01", first, did("c2", "support_call", moment, CASE))).repeats
        ]

    assert repeats("2026-03-31 09:00") == [2]
    assert repeats("2026-03-31 09:01") == []


def _is_late(now: str, **details: str) -> bool:
    order = replace(bought("o", _START, MUG, status="paid"), details=details)
    (status,) = order_statuses(history(now, order))
    return status.late


def test_order_is_late_that_is_not_sent_after_seven_days() -> None:
    assert not _is_late("2026-03-08 09:00", fulfillment_status="unfulfilled")
    assert _is_late("2026-03-09 09:00", fulfillment_status="unfulfilled")


def test_order_is_late_after_the_promised_moment() -> None:
    assert not _is_late("2026-03-04 18:00", fulfillment_status="unfulfilled", promised_at="2026-03-04 18:00")
    assert _is_late("2026-03-04 18:01", fulfillment_status="unfulfilled", promised_at="2026-03-04 18:00")
    assert not _is_late("2026-03-20", fulfillment_status="unfulfilled", promised_at="2026-03-21")


@pytest.mark.parametrize(
    ("score", "name"), [(-1, "negative"), (-0.2, "negative"), (-0.19, "neutral"), (0.19, "neutral"), (0.2, "positive")]
)
def test_mood_is_neutral_within_a_fifth_of_zero(score: float, name: str) -> None:
    assert mood(score).value == name


@pytest.mark.parametrize(("points", "trend"), [(2, "worse"), (4, "steady"), (6, "steady"), (8, "better")])
def test_trend_compares_with_ninety_days_ago(points: int, trend: str) -> None:
    # By hand: 5 points are 0 and weigh 1/2, 8 points are 0.6: 0.6 / 1.5 = 0.4 is 0.2 or more above 0.
    then, now = did("a", "survey", _START, nps=5), did("b", "survey", "2026-05-30 09:00", nps=points)
    found = sentiment(history("2026-06-01", then, now))
    assert found
    assert (found.before, found.trend.value) == (0.0, trend)


def test_sentiment_before_is_of_what_is_older_than_ninety_days() -> None:
    def before(now: str) -> float | None:
        found = sentiment(history(now, did("a", "review", _START, stars=5)))
        return found.before if found else None

    assert before("2026-05-30 09:00") is None
    assert before("2026-05-30 09:01") == 1.0


def test_frequency_counts_this_month_and_the_eleven_before() -> None:
    orders = [bought("o1", "2025-01-31", total=700), bought("o2", "2025-02-01", total=50), bought("o3", "2026-01-02")]
    found = value(history("2026-01-31", *orders))
    assert (found.frequency, found.monetary_minor, found.orders, found.lifetime_minor) == (2, 1050, 3, 1750)


def _decline(now: str, *months: tuple[str, int]) -> float | None:
    """The score of a decline by the tallies of a month each."""
    tallies = tuple(Tally(Cell("order", "web", month, "EUR"), count, 100) for month, count in months)
    return next((risk.score for risk in risks(History(at(now), record_tallies=(tallies,)))), None)


@pytest.mark.parametrize(
    ("lately", "score", "level"),
    [(76, None, None), (75, 0.25, "low"), (51, 0.49, "low"), (50, 0.5, "medium"), (26, 0.74, "medium"),
     (25, 0.75, "high"), (0, 1.0, "high")],
)  # fmt: skip
def test_risk_is_told_from_a_quarter_on(lately: int, score: float | None, level: str | None) -> None:
    """100 orders a month before, and so many a month in the last three full months."""
    months = [("2026-07", 100), *((month, lately) for month in ("2026-08", "2026-09", "2026-10"))]
    tallies = tuple(Tally(Cell("order", "web", month, "EUR"), count, 100) for month, count in months)
    found = [(risk.score, risk.level.value) for risk in risks(History(at("2026-11-15"), record_tallies=(tallies,)))]
    assert found == ([] if score is None else [(score, level)])


def test_fewer_orders_are_told_of_whoever_ordered_six_times_in_the_year_before() -> None:
    assert _decline("2026-11-15", ("2026-07", 5)) is None
    assert _decline("2026-11-15", ("2026-07", 6)) == 1.0


def test_fewer_orders_are_those_of_three_full_months_against_twelve_before() -> None:
    # Six in the twelve months from August to July, so 0.5 a month; one in three months is 1/3: 1 - 2/3.
    year = ("2025-08", 3), ("2026-07", 3)
    assert _decline("2026-11-15", *year, ("2026-08", 1)) == 0.33
    assert _decline("2026-11-15", *year, ("2026-10", 1)) == 0.33
    assert _decline("2026-11-15", *year, ("2026-11", 1)) == 1.0, "this month is not over"
    assert _decline("2026-11-15", *year, ("2025-07", 9)) == 1.0, "nobody asks about the year before"
    assert _decline("2026-11-15", ("2025-07", 9), ("2026-07", 5)) is None


def test_who_came_during_the_year_is_measured_by_the_months_since() -> None:
    # Six in the two months of June and July, so 3 a month; 2 a month since: 1 - 2/3.
    assert _decline("2026-11-15", ("2026-06", 6), ("2026-08", 2), ("2026-09", 2), ("2026-10", 2)) == 0.33


def _bad_experiences(now: str, *events: Event) -> list[float]:
    return [risk.score for risk in risks(history(now, *events)) if risk.kind.value == "complaint"]


def test_bad_experience_is_felt_at_minus_a_half_or_less() -> None:
    assert _bad_experiences("2026-03-02", did("r", "review", _START, stars=2)) == [0.5]
    assert _bad_experiences("2026-03-02", did("r", "survey", _START, nps=3)) == []


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("complaint", did("r", "review", _START, stars=1)),
        ("payment", did("p", "payment", _START, status="failed")),
    ],
)
def test_risk_rests_on_ninety_days(kind: str, event: Event) -> None:
    def kinds(now: str) -> list[str]:
        return [risk.kind.value for risk in risks(history(now, event))]

    assert kinds("2026-05-30 09:00") == [kind]
    assert kinds("2026-05-30 09:01") == []


def test_each_contact_beyond_the_first_about_what_is_not_solved_is_a_bad_experience() -> None:
    calls = [did(f"c{n}", "support_call", f"2026-03-0{n}", CASE) for n in (1, 2, 3)]
    found = next(risk for risk in risks(history("2026-03-04", *calls)) if risk.kind.value == "complaint")
    assert (found.score, found.evidence) == (0.67, ("c2", "c3"))
    solved = did("c4", "support_call", "2026-03-04", CASE, outcome="solved")
    assert _bad_experiences("2026-03-05", *calls, solved) == []
    assert _bad_experiences("2026-06-01 09:00", *calls) == [0.67]
    assert _bad_experiences("2026-06-01 09:01", *calls) == []


@pytest.mark.parametrize("status", ["failed", "declined", "overdue", "unpaid", "chargeback", "dunning", "past due"])
def test_payment_that_failed_or_is_due_is_a_risk(status: str) -> None:
    (risk,) = risks(history("2026-03-02", did("b", "billing", _START, status=status)))
    assert (risk.kind.value, risk.score, risk.evidence) == ("payment", 0.5, ("b",))


def test_payments_that_failed_before_one_was_made_good_count_no_more() -> None:
    failed = [did(f"f{n}", "payment", f"2026-03-0{n}", status="failed") for n in (1, 2, 4, 5)]
    paid = did("p", "payment", "2026-03-03", status="paid")
    (risk,) = risks(history("2026-03-06", *failed, paid))
    assert (risk.score, risk.level.value, risk.evidence) == (0.67, "medium", ("f5", "f4"))


@pytest.mark.parametrize(
    ("stars", "kind", "points"),
    [(1, "detractor", 2), (3, "detractor", 6), (4, "passive", 8), (5, "promoter", 10)],
)
def test_rating_counts_two_points_a_star(stars: int, kind: str, points: int) -> None:
    for name in ("stars", "rating"):
        said: dict[str, Any] = {name: stars}
        found = promoter_status(history("2026-03-02", did("r", "review", _START, **said)))
        assert found
        assert (found.kind.value, found.points, found.stated) == (kind, points, False)


@pytest.mark.parametrize("details", [{"nps": 11}, {"nps": -1}, {"stars": 0}, {"stars": 6}])
def test_answer_beyond_its_scale_says_nothing(details: dict[str, Any]) -> None:
    assert promoter_status(history("2026-03-02", did("r", "review", _START, **details))) is None
    assert sentiment(history("2026-03-02", did("r", "review", _START, **details))) is None


def _due(now: str, *days: str) -> list[str]:
    orders = [bought(f"o{n}", day, TEA) for n, day in enumerate(days)]
    return [fact.key for fact in ProductContext(history(now, *orders)).due]


def test_due_is_what_was_bought_on_three_days() -> None:
    assert _due("2026-04-15", "2026-01-01", "2026-01-31 09:00", "2026-01-31 18:00") == []
    assert _due("2026-04-15", "2026-01-01", "2026-01-31", "2026-03-02") == ["shop:tea"]


def test_due_is_what_was_not_bought_for_one_interval_but_not_for_three() -> None:
    days = "2026-01-01", "2026-01-31", "2026-03-02"
    assert _due("2026-04-01 08:59", *days) == []
    assert _due("2026-04-01 09:00", *days) == ["shop:tea"]
    assert _due("2026-05-31 09:00", *days) == ["shop:tea"]
    assert _due("2026-05-31 09:01", *days) == []


def test_due_goes_by_the_median_interval() -> None:
    days = "2026-01-01", "2026-01-03", "2026-01-13", "2026-02-22"  # pauses of 2, 10 and 40 days
    assert _due("2026-03-04 08:59", *days) == []
    assert _due("2026-03-04 09:00", *days) == ["shop:tea"]


@pytest.mark.parametrize("spoiled", [bought("b", _START, MUG, kind="return"), did("b", "review", _START, MUG, stars=2)])
def test_what_was_returned_or_complained_about_is_set_aside_for_180_days(spoiled: Event) -> None:
    wish = did("w", "wishlist", "2026-03-02", MUG)

    def recommended(now: str) -> list[str]:
        return [fact.key for fact in ProductContext(history(now, wish, spoiled)).recommended]

    assert recommended("2026-08-28 09:00") == []
    assert recommended("2026-08-28 09:01") == ["shop:mug"]


def test_complaint_about_goods_is_felt_at_minus_a_half_or_less() -> None:
    def keys(**details: Any) -> list[str]:
        found = ProductContext(history("2026-03-02", did("r", "review", _START, MUG, **details)))
        return [fact.key for fact in found.complained_about]

    assert keys(stars=2) == ["shop:mug"]
    assert keys(nps=3) == []


_INSIGHTS: dict[str, Callable[[Insights], object]] = {
    "channel": lambda insights: insights.preferences.channel,
    "next step": lambda insights: insights.next_step,
}


@pytest.mark.parametrize(("name", "least"), [("channel", 3), ("next step", 5)])
def test_habit_is_told_from_so_many_events_on(name: str, least: int) -> None:
    steps = [did(f"s{n}", "page_view", f"2026-03-0{n}") for n in range(1, least + 1)]
    assert _INSIGHTS[name](Insights(history("2026-04-01", *steps[1:]))) is None
    assert _INSIGHTS[name](Insights(history("2026-04-01", *steps))) is not None


@pytest.mark.parametrize(
    ("moment", "hours"),
    [("00:30", "00-03"), ("17:59", "15-18"), ("18:00", "18-21"), ("20:59", "18-21"), ("23:59", "21-24")],
)
def test_hours_are_told_by_stretches_of_three(moment: str, hours: str) -> None:
    steps = [did(f"s{n}", "page_view", f"2026-03-0{n} {moment}") for n in (1, 2, 3)]
    found = Insights(history("2026-04-01", *steps)).preferences.hours
    assert found
    assert (found.value, found.share, found.of) == (hours, 1.0, 3)
