"""Each default rule by an example, what keeps a rule silent, and what the answers change."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from profile_service.domain.actions.next_actions import NextAction, next_actions
from profile_service.domain.context.insights import Insights
from profile_service.domain.profile.repurchase import RepurchaseTable, Silence
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Subject
from profile_service.service.declared.actions import actions
from tests.rig.open_matters import CASE, COUPON, IN_STORE, MUG, TEA, at, bought, did, history

_NOW = "2026-03-20"
_YES = ConsentStatus.GRANTED
_MAIL = Consent("shop:1", "marketing", "email", _YES, None, "Accepts Email Marketing: yes")
_TEAS = [
    bought(f"o{n}", day, TEA, checkout=IN_STORE) for n, day in enumerate(("2026-01-01", "2026-01-31", "2026-03-02"))
]

# All come back within half a year, and nobody does later.
_TABLE = RepurchaseTable(
    Counter({Silence(1, months): 100 for months in range(1, 37)}),
    Counter({Silence(1, months): 100 for months in range(1, 7)}),
)
_FORMER = [bought(f"o{n}", f"2025-0{n}-01", checkout=IN_STORE) for n in range(1, 7)]


def _actions(
    *events: Event,
    now: str = _NOW,
    consents: tuple[Consent, ...] = (),
    channel: str | None = None,
    stated: Mapping[str, str] | None = None,
) -> dict[str, NextAction]:
    past = history(now, *events, consents=consents, channel=channel, stated=stated)
    return {action.name: action for action in next_actions(actions(), Insights(replace(past, repurchases=_TABLE)))}


def _answer(key: str, day: str, offer: str, answer: str, *about: Subject) -> Event:
    return did(key, "offer_answer", day, *about, offer=offer, answer=answer)


@pytest.mark.parametrize(
    ("rule", "events", "action"),
    [
        (
            "hand_over_to_a_person",
            [did("b", "chatbot", "2026-03-20 08:00", channel="chat", topic="refund")],
            "Hand over to a person, with what was said about refund",
        ),
        (
            "apologise_first",
            [did("r", "review", "2026-03-01", TEA, stars=1)],
            "Apologise first, before anything else",
        ),
        (
            "do_not_ask_again",
            [
                did("c1", "support_call", "2026-03-01", CASE, channel="phone", outcome="told to wait"),
                did("c2", "chat", "2026-03-05", CASE, channel="chat", outcome="told to wait"),
            ],
            "Do not ask again about Mug broken: read what they told us 2 times, through phone, chat",
        ),
        (
            "tell_that_it_is_late",
            [bought("o", "2026-03-01", TEA, number="#7", fulfillment_status="unfulfilled")],
            "Tell them before they ask that order #7 is late, and when it comes",
        ),
        (
            "close_the_loop",
            [did("n", "survey", "2026-03-10", nps=3)],
            "A person calls back and asks what would make it good; they gave us 3 of 10",
        ),
        (
            "solve_what_is_open",
            [did("t", "support_ticket", "2026-03-17", CASE, status="open")],
            "Take up Mug broken, open for 3 days",
        ),
        (
            "ask_what_went_wrong",
            [*_FORMER, did("n", "survey", "2025-06-02", nps=2)],
            "A person asks what went wrong, before anything is offered",
        ),
        (
            "follow_up_the_form",
            [did("f", "form", "2026-03-10", form="kitchen planner", status="started")],
            "A person offers help with the form kitchen planner",
        ),
        (
            "remind_of_the_return",
            [bought("o", "2026-03-01", TEA), bought("b", "2026-03-05", TEA, kind="return", number="#8", status="open")],
            "Remind them of return #8, and how to hand it in",
        ),
        (
            "reward_the_loyal",
            [bought(f"o{n}", f"2026-{n // 20 + 2:02d}-{n % 20 + 1:02d}", checkout=IN_STORE) for n in range(24)],
            "Thank them with the loyalty reward: 24 orders in twelve months",
        ),
        (
            "win_back",
            _FORMER,
            "Invite them back, with something for their next visit",
        ),
        (
            "renew",
            [did("s", "subscription", "2026-01-01", plan="Coffee club", ends_at="2026-04-01")],
            "Offer to renew Coffee club",
        ),
        ("remind_of_the_cart", [did("c", "cart", "2026-03-19", MUG)], "Offer to finish the order of Mug"),
        (
            "tell_the_lower_price",
            [did("w", "wishlist", "2026-03-01", MUG, price="24"), did("p", "price", "2026-03-10", MUG, price="19")],
            "Tell them that Mug costs less now",
        ),
        ("remind_of_the_coupon", [did("s", "coupon_scan", "2026-03-10", COUPON)], "Remind them of the coupon 10 off"),
        (
            "show_what_fits",
            [did("w", "wishlist", "2026-03-01", MUG), did("r", "review", "2026-03-02", TEA, stars=5)],
            "Show them Mug, or what goes with it",
        ),
    ],
)  # fmt: skip
def test_rule_speaks_on_its_occasion(rule: str, events: list[Event], action: str) -> None:
    assert _actions(*events, consents=(_MAIL,))[rule].action == action


def test_due_product_is_offered_with_reason_expiry_and_evidence() -> None:
    assert _actions(*_TEAS, now="2026-04-05", consents=(_MAIL,))["replenish"] == NextAction(
        name="replenish",
        action="Offer to send Tea again",
        channel="email",
        purpose="marketing",
        score=40.0,
        products={"shop:tea": "Tea"},
        expires_at=at("2026-04-19"),
        reason="it is usually used up by now: bought 3 times, every 30 days, last on 2026-03-02",
        evidence=("o2", "o1", "o0"),
    )


def test_cancelled_subscription_is_left_alone() -> None:
    begun = did("s", "subscription", "2026-01-01", plan="Coffee club", ends_at="2026-04-01")
    ended = did("x", "cancellation", "2026-02-01", plan="Coffee club", ends_at="2026-04-01")
    assert "renew" not in _actions(begun, ended, consents=(_MAIL,))
    assert "renew" not in _actions(begun, now="2026-02-20", consents=(_MAIL,))


def test_better_channel_is_offered_where_a_thread_can_go_on() -> None:
    chats = [did(f"m{n}", "chat", f"2026-03-0{n}", channel="chat", topic="mug", outcome="passed on") for n in (1, 2, 3)]
    assert _actions(*chats, channel="phone")["offer_the_better_channel"].action == "Offer to go on in chat"
    assert "offer_the_better_channel" not in _actions(*chats, channel="chat")
    assert "offer_the_better_channel" not in _actions(*chats)
    asked = _actions(*chats, channel="phone", stated={"preferred_channel": "email"})["offer_the_better_channel"]
    assert (asked.action, asked.channel) == ("Offer to go on in email", "email")
    assert asked.reason == "they would rather talk there than in phone: they said so"


@pytest.mark.parametrize(
    ("consents", "channel", "offered"),
    [
        ((), None, False),
        ((_MAIL,), None, True),
        ((_MAIL,), "email", True),
        ((_MAIL,), "web", True),
        ((_MAIL,), "phone", False),
        ((Consent("shop:1", "profiling", "email", _YES, None, ""),), None, False),
        ((_MAIL, Consent("crm:7", "marketing", "email", ConsentStatus.WITHDRAWN, None, "")), None, False),
    ],
)
def test_nothing_is_offered_without_consent(
    consents: tuple[Consent, ...], channel: str | None, *, offered: bool
) -> None:
    advised = _actions(*_TEAS, now="2026-04-05", consents=consents, channel=channel)
    assert ("replenish" in advised) == offered


def test_nothing_is_sold_to_the_angry() -> None:
    advised = _actions(*_TEAS, did("r", "review", "2026-04-01", MUG, stars=1), now="2026-04-05", consents=(_MAIL,))
    assert {action.purpose for action in advised.values()} == {"service"}
    assert "apologise_first" in advised


def test_what_was_complained_about_is_never_offered() -> None:
    wished = [did("w", "wishlist", "2026-03-01", MUG, price="24"), did("p", "price", "2026-03-10", MUG, price="19")]
    happy = [did(f"r{n}", "review", f"2026-03-1{n}", TEA, stars=5) for n in range(5)]
    broken = did("r9", "review", "2025-12-02", MUG, stars=1)
    assert "tell_the_lower_price" in _actions(*wished, *happy, consents=(_MAIL,))
    assert "tell_the_lower_price" not in _actions(*wished, *happy, broken, consents=(_MAIL,))


def test_answered_action_rests_and_counts_the_next_time() -> None:
    form = did("f", "form", "2026-03-01", form="kitchen", status="started")
    declined = _answer("a1", "2026-03-05", "follow_up_the_form", "declined")
    assert _actions(form)["follow_up_the_form"].score == 65.0
    assert "follow_up_the_form" not in _actions(form, declined, now="2026-03-18")
    later = _actions(form, declined, now="2026-03-20")["follow_up_the_form"]
    assert (later.score, later.evidence) == (43.3, ("f", "a1"))
    accepted = _answer("a2", "2026-03-05", "follow_up_the_form", "accepted")
    assert _actions(form, accepted)["follow_up_the_form"].score == 86.7
    assert _actions(form, _answer("a3", "2026-03-19", "replenish", "ignored"))["follow_up_the_form"].score == 65.0


def test_answer_about_one_product_lets_others_be_offered() -> None:
    mugs = [
        bought(f"m{n}", day, MUG, checkout=IN_STORE) for n, day in enumerate(("2026-01-02", "2026-02-01", "2026-03-03"))
    ]
    declined = _answer("a", "2026-04-04", "replenish", "declined", TEA)
    offer = _actions(*_TEAS, *mugs, declined, now="2026-04-05", consents=(_MAIL,))["replenish"]
    assert offer.action == "Offer to send Mug again"
    unnamed = _answer("a", "2026-04-04", "replenish", "declined")
    assert "replenish" not in _actions(*_TEAS, *mugs, unnamed, now="2026-04-05", consents=(_MAIL,))


def test_answer_about_one_thread_lets_the_next_one_be_offered() -> None:
    forms = [did(f"f{n}", "form", f"2026-03-0{n}", form=f"kitchen {n}", status="started") for n in (1, 2)]
    offers = []
    answers: list[Event] = []
    while action := _actions(*forms, *answers).get("follow_up_the_form"):
        assert action.thread is not None
        offers.append(action.thread)
        answer = _answer(f"a{len(answers)}", "2026-03-19", "follow_up_the_form", "accepted")
        answers.append(replace(answer, details={**answer.details, "thread": action.thread}))
    assert offers == ["f2", "f1"], "each once, the one touched last first"
    assert "follow_up_the_form" not in _actions(*forms, _answer("a", "2026-03-19", "follow_up_the_form", "accepted"))


def test_what_matters_most_comes_first() -> None:
    advised = _actions(
        did("b", "chatbot", "2026-03-20 08:00", channel="chat", topic="refund", outcome="escalated"),
        did("f", "form", "2026-03-10", form="kitchen", status="started"),
        did("n", "survey", "2026-03-10", nps=3),
    )
    assert list(advised) == [
        "hand_over_to_a_person", "apologise_first", "close_the_loop", "solve_what_is_open", "follow_up_the_form",
    ]  # fmt: skip
