"""What each fact finds of a customer, field by field, and which tests of a field hold."""

import pytest

from profile_service.domain.actions.action_rules import ActionRule, FactCondition, FieldTest, filled_text
from profile_service.domain.actions.facts import FACTS, AllowedValues, FieldType
from profile_service.domain.actions.findings import FieldValue, Finding
from profile_service.domain.context.insights import Insights
from profile_service.domain.sources.events import Event, Subject
from profile_service.domain.sources.kinds import Family
from tests.rig.open_matters import CASE, COUPON, MUG, TEA, Checkout, bought, did, history

_NOW = "2026-03-20 09:00"
_TEXT, _NUMBER, _FLAG = FieldType.TEXT, FieldType.NUMBER, FieldType.FLAG


def _found(fact: str, *events: Event, channel: str | None = None, task: str | None = None) -> list[Finding]:
    return list(FACTS[fact].find(Insights(history(_NOW, *events, channel=channel, task=task))))


@pytest.mark.parametrize(
    ("fact", "insights", "fields"),
    [
        ("reader", (), {"channel": _TEXT, "task": _TEXT}),
        (
            "sentiment",
            ("sentiment",),
            {"mood": ("negative", "neutral", "positive"), "trend": ("better", "steady", "worse"), "score": _NUMBER},
        ),
        (
            "risk",
            ("risks",),
            {
                "kind": ("churn", "decline", "complaint", "payment"),
                "level": ("low", "medium", "high"),
                "score": _NUMBER,
            },
        ),
        (
            "promoter",
            ("promoter",),
            {"kind": ("promoter", "passive", "detractor"), "points": _NUMBER, "stated": _FLAG, "days": _NUMBER},
        ),
        (
            "repeat_contact",
            ("repeatContacts",),
            {"topic": _TEXT, "times": _NUMBER, "channels": _TEXT, "solved": _FLAG, "days": _NUMBER},
        ),
        (
            "last_contact",
            ("recentContacts",),
            {
                "kind": _TEXT,
                "family": tuple(family.value for family in Family),
                "channel": _TEXT,
                "topic": _TEXT,
                "outcome": _TEXT,
                "solved": _FLAG,
                "hours": _NUMBER,
            },
        ),
        (
            "open_thread",
            ("openThreads",),
            {
                "kind": ("ticket", "message", "cart", "form", "order", "return", "coupon", "wish"),
                "topic": _TEXT,
                "channel": _TEXT,
                "products": _TEXT,
                "days": _NUMBER,
                "open_days": _NUMBER,
            },
        ),
        (
            "order",
            ("orders",),
            {
                "stage": (
                    "placed", "awaiting_payment", "payment_failed", "on_hold", "in_preparation", "ready_for_pickup",
                    "shipped", "delivered", "completed", "cancelled", "return_requested", "returned",
                    "partly_refunded", "refunded",
                ),
                "late": _FLAG,
                "number": _TEXT,
                "channel": _TEXT,
                "days": _NUMBER,
            },
        ),
        ("subscription", ("openThreads",), {"name": _TEXT, "days_left": _NUMBER}),
        (
            "better_channel",
            ("preferences", "recentContacts", "openThreads"),
            {"channel": _TEXT, "here": _TEXT, "topic": _TEXT},
        ),
        (
            "product",
            ("products",),
            {
                "list": ("due", "recommended", "wished", "bought", "returned", "complained_about"),
                "name": _TEXT,
                "times": _NUMBER,
                "days": _NUMBER,
            },
        ),
        (
            "value",
            ("value",),
            {
                "orders": _NUMBER,
                "frequency": _NUMBER,
                "recency_days": _NUMBER,
                "lifetime_minor": _NUMBER,
                "average_minor": _NUMBER,
                "return_rate": _NUMBER,
            },
        ),
        ("next_step", ("nextStep",), {"kind": _TEXT, "channel": _TEXT, "probability": _NUMBER}),
    ],
)  # fmt: skip
def test_fact_declares_its_fields_and_what_a_view_must_show(
    fact: str, insights: tuple[str, ...], fields: dict[str, AllowedValues]
) -> None:
    assert (FACTS[fact].insights, dict(FACTS[fact].fields)) == (insights, fields)


def test_every_fact_is_declared_here() -> None:
    assert len(FACTS) == 13


def test_reader_is_as_the_context_was_asked_for() -> None:
    assert _found("reader", channel="phone", task="support") == [
        Finding({"channel": "phone", "task": "support"}, "", ())
    ]


def test_sentiment_is_found_where_something_tells_of_it() -> None:
    assert _found("sentiment", did("r", "review", "2026-03-01", TEA, stars=5)) == [
        Finding(
            {"mood": "positive", "trend": "steady", "score": 1.0},
            "told once, by rating; the last time on 2026-03-01",
            ("r",),
        )
    ]
    assert _found("sentiment") == []


def test_each_risk_is_found() -> None:
    assert _found("risk", did("p", "payment", "2026-03-01", status="failed")) == [
        Finding({"kind": "payment", "level": "medium", "score": 0.5}, "payments failed or due: 1", ("p",))
    ]


def test_promoter_is_found_with_the_days_since() -> None:
    assert _found("promoter", did("n", "survey", "2026-03-18 21:00", nps=9)) == [
        Finding(
            {"kind": "promoter", "points": 9, "stated": True, "days": 1.5}, "answered 9 of 10 on 2026-03-18", ("n",)
        )
    ]
    assert _found("promoter") == []


def test_repeat_contact_is_found_with_its_channels() -> None:
    first, again = did("c1", "support_call", "2026-03-01", CASE, channel="phone"), did("c2", "chat", "2026-03-18", CASE)
    (found,) = _found("repeat_contact", first, again)
    assert (found.fields, found.evidence) == (
        {"topic": "Mug broken", "times": 2, "channels": "phone, web", "solved": False, "days": 2.0}, ("c1", "c2"),
    )  # fmt: skip
    nameless = Subject("Case", "desk:9")
    silent = [did(f"s{n}", "support_call", f"2026-03-0{n}", nameless, channel=None) for n in (1, 2)]
    (found,) = _found("repeat_contact", *silent, did("s3", "chat", "2026-03-03", nameless, channel=None, status="done"))
    assert found.fields == {
        "topic": "the same thing", "times": 3, "channels": "some channel", "solved": True, "days": 17.0,
    }  # fmt: skip


def test_last_contact_is_the_latest() -> None:
    first = did("c1", "support_call", "2026-03-01", CASE, channel="phone", outcome="told to wait")
    (found,) = _found(
        "last_contact", first, did("c2", "chat", "2026-03-19 21:00", MUG, topic="refund", outcome="Solved")
    )
    assert (found.fields, found.evidence, found.reason) == (
        {
            "kind": "chat",
            "family": "message",
            "channel": "web",
            "topic": "refund",
            "outcome": "solved",
            "solved": True,
            "hours": 12.0,
        },
        ("c2",),
        "a contact between us and the customer",
    )
    (found,) = _found("last_contact", did("c", "note", "2026-03-20 08:30", channel=None))
    assert found.fields == {
        "kind": "note", "family": "note", "channel": "some channel", "topic": "something",
        "outcome": "", "solved": False, "hours": 0.5,
    }  # fmt: skip
    assert _found("last_contact") == []


def test_open_thread_is_found_with_its_products() -> None:
    cup = Subject("Product", "shop:cup")
    (found,) = _found(
        "open_thread", did("k1", "cart", "2026-03-17 21:00", MUG), did("k2", "cart", "2026-03-18", TEA, cup)
    )
    assert found == Finding(
        {
            "kind": "cart",
            "topic": "cart left without an order",
            "channel": "web",
            "products": "Mug, Tea",
            "days": 2.0,
            "open_days": 2,
        },
        "no order came after the cart",
        ("k1", "k2"),
        {"shop:mug": "Mug", "shop:tea": "Tea", "shop:cup": ""},
        thread="k1",
    )
    (found,) = _found("open_thread", did("m", "email", "2026-03-20 08:00", channel=None, status="open"))
    assert found.fields == {
        "kind": "message",
        "topic": "message",
        "channel": "some channel",
        "products": "what they chose",
        "days": 0.04,
        "open_days": 0,
    }


def test_order_is_found_with_its_stage() -> None:
    order = bought("o", "2026-03-08", TEA, number="#7", fulfillment_status="unfulfilled")
    assert _found("order", order) == [
        Finding(
            {"stage": "in_preparation", "late": True, "number": "#7", "channel": "web", "days": 12.0},
            "not sent yet; 12 days after the order",
            ("o",),
        )
    ]
    (found,) = _found("order", bought("o", "2026-03-19", TEA, checkout=Checkout(channel="")))
    assert found.fields == {
        "stage": "placed", "late": False, "number": "without a number", "channel": "some channel", "days": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["subscription", "renewal"])
@pytest.mark.parametrize("word", ["ends_at", "expires_at", "renews_at"])
def test_subscription_is_found_until_it_ends(kind: str, word: str) -> None:
    def found(ends: str) -> list[Finding]:
        return _found("subscription", did("s", kind, "2026-01-01", TEA, plan="Tea club", **{word: ends}))

    assert found("2026-03-21 21:00") == [
        Finding({"name": "Tea club", "days_left": 1.5}, "it ends on 2026-03-21", ("s",), {"shop:tea": "Tea"})
    ]
    assert len(found(_NOW)) == 1
    assert found("2026-03-20 08:59") == []


def test_subscription_is_what_was_said_of_it_last() -> None:
    begun = did("s1", "subscription", "2026-01-01", name="Club", ends_at="2026-04-01")
    renewed = did("s2", "renewal", "2026-02-01", name="Club", ends_at="2026-05-01")
    other = did("s3", "subscription", "2026-01-01", MUG, ends_at="2026-04-01")
    unnamed = did("s4", "subscription", "2026-01-02", ends_at="2026-04-01")
    endless = did("s5", "subscription", "2026-01-02", name="Endless")
    found = _found("subscription", begun, renewed, other, unnamed, endless)
    assert [(each.fields["name"], each.evidence) for each in found] == [
        ("Club", ("s2",)), ("the subscription", ("s4",)), ("Mug", ("s3",)),
    ]  # fmt: skip
    ended = did("s6", "cancellation", "2026-03-01", name="Club", ends_at="2026-05-01")
    assert len(_found("subscription", begun, renewed, ended)) == 0


def test_better_channel_is_that_of_most_of_three_contacts() -> None:
    chats = [did(f"m{n}", "chat", f"2026-03-0{n}", CASE, channel="chat", status="open") for n in (1, 2)]
    call = did("c", "support_call", "2026-03-04", CASE, channel="phone")
    ours = [did("n", "note", "2026-03-05", channel="desk"), did("x", "chat", "2026-03-05", channel=None)]
    (found,) = _found("better_channel", *chats, call, *ours, channel="phone")
    assert found == Finding(
        {"channel": "chat", "here": "phone", "topic": "Mug broken"},
        "2 of the latest 3 contacts were through chat",
        ("m1", "m2", "c", "m2", "m1"),
        {},
        "chat",
        "m1",
    )
    assert _found("better_channel", *chats, *ours, channel="phone") == []
    assert _found("better_channel", *chats, call, *ours, channel="chat") == []
    assert _found("better_channel", *chats, call, *ours) == []


def test_product_is_found_in_each_of_its_lists() -> None:
    teas = [bought(f"o{n}", day, TEA) for n, day in enumerate(("2026-01-05", "2026-01-30", "2026-02-23"))]
    mug = did("w", "wishlist", "2026-03-18", MUG)
    cup, oil = Subject("Product", "shop:cup", "Cup"), Subject("Product", "shop:oil")
    back, bad = bought("b", "2026-03-10", cup, kind="return"), did("r", "review", "2026-03-15", oil, stars=1)
    found = _found("product", *teas, mug, back, bad)
    assert [
        (each.fields["list"], each.fields["name"], each.fields["times"], each.fields["days"]) for each in found
    ] == [
        ("due", "Tea", 3, 25.0),
        ("recommended", "Tea", 3, 25.0),
        ("recommended", "Mug", 1, 2.0),
        ("wished", "Mug", 1, 2.0),
        ("bought", "Tea", 3, 25.0),
        ("returned", "Cup", 1, 10.0),
        ("complained_about", "a product", 1, 5.0),
    ]
    assert (found[3].reason, found[3].evidence, found[3].products) == (
        "wished for, and not bought since, on 2026-03-18", ("w",), {"shop:mug": "Mug"},
    )  # fmt: skip


def test_value_is_found_in_numbers() -> None:
    orders = [bought("o1", "2025-01-10", TEA, total=700), bought("o2", "2026-03-10", TEA, total=1300)]
    (found,) = _found("value", *orders, bought("r", "2026-03-12", TEA, kind="return", total=500))
    assert found.fields == {
        "orders": 2,
        "frequency": 1,
        "recency_days": 10,
        "lifetime_minor": 1500,
        "average_minor": 1000,
        "return_rate": 0.5,
    }
    assert (found.reason, found.evidence) == (
        "2 orders by the tallies; discounts and recency by the latest 2", ("o2", "o1"),
    )  # fmt: skip


def test_next_step_is_found_with_its_probability() -> None:
    looks = [did(f"v{n}", "page_view", f"2026-03-0{n}", channel=None) for n in range(1, 6)]
    assert _found("next_step", *looks) == [
        Finding(
            {"kind": "page_view", "channel": "some channel", "probability": 1.0},
            "followed 4 of 4 times on page_view",
            ("v5", "v4", "v3", "v2"),
        )
    ]
    assert _found("next_step", *looks[1:]) == []


def test_thread_of_a_coupon_is_called_after_it() -> None:
    unnamed = Subject("Coupon", "shop:c9")
    found = _found("open_thread", did("s", "coupon_scan", "2026-03-10", COUPON, unnamed))
    assert [each.fields["topic"] for each in found] == ["10 off", "coupon"]


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        (FieldTest("times", at_least=2), {1: False, 2: True, 2.5: True}),
        (FieldTest("times", at_most=2), {2: True, 2.01: False, -5: True}),
        (FieldTest("times", at_least=2, at_most=5), {1.99: False, 2: True, 5: True, 5.01: False}),
        (FieldTest("times", at_least=0), {0: True, -1: False}),
        (FieldTest("times", ("mug", "tea")), {"mug": True, "tea": True, "oil": False}),
        (FieldTest("times", (True,)), {True: True, False: False}),
        (FieldTest("times", at_least=2), {None: False}),
        (FieldTest("times", (None,)), {None: False}),
        (FieldTest("times"), {3: True}),
    ],
)
def test_field_is_tested_by_words_or_by_bounds_both_inside(test: FieldTest, holds: dict[FieldValue, bool]) -> None:
    assert {value: test.fits(Finding({"times": value}, "", ())) for value in holds} == holds


def test_condition_holds_where_one_finding_passes_all_its_tests() -> None:
    calm = Insights(history(_NOW, did("c1", "support_call", "2026-03-01", CASE), did("c2", "chat", "2026-03-18", CASE)))
    both = FieldTest("times", at_least=2), FieldTest("days", at_most=2)
    assert FactCondition("repeat_contact", both).holds(calm)
    assert not FactCondition("repeat_contact", both, negated=True).holds(calm)
    assert not FactCondition("repeat_contact", (both[0], FieldTest("days", at_most=1))).holds(calm)
    assert FactCondition("repeat_contact", (FieldTest("days", at_most=1),), negated=True).holds(calm)


def test_rule_draws_on_the_insights_of_all_its_conditions() -> None:
    rule = ActionRule(
        "r",
        FactCondition("order"),
        (FactCondition("sentiment"), FactCondition("better_channel")),
        "",
        "",
        "service",
        1,
        1,
        1,
    )
    assert rule.insights == {"orders", "sentiment", "preferences", "recentContacts", "openThreads"}


def test_text_quotes_fields_with_three_digits() -> None:
    assert filled_text("{topic}: {score}, {times} times", {"topic": "Mug", "score": 0.66667, "times": 12345}) == (
        "Mug: 0.667, 12345 times"
    )
