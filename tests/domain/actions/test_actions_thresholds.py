"""When an action may be offered, where, and how much it counts: both sides of each number of docs/actions.md."""

from typing import Any

import pytest

from profile_service.domain.actions.action_rules import ActionRule, FactCondition, FieldTest
from profile_service.domain.actions.next_actions import NextAction, next_actions
from profile_service.domain.context.insights import Insights
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Subject
from tests.rig.open_matters import CASE, MUG, TEA, at, bought, did, history

_YES, _NO = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN
_FORM = did("f", "form", "2026-03-01", form="loan", status="started")
_WISHED = [did("w", "wishlist", "2026-03-01", MUG, price="24"), did("p", "price", "2026-03-10", MUG, price="19")]


def _rule(fact: str = "open_thread", **changes: Any) -> ActionRule:
    told: dict[str, Any] = {
        "name": "go_on",
        "when": FactCondition(fact),
        "only_if": (),
        "then": "Go on with {topic}",
        "why": "it is open",
        "purpose": "service",
        "weight": 60,
        "cool_down_days": 14,
        "expires_hours": 36,
    }
    return ActionRule(**told | changes)


def _advised(rule: ActionRule, *events: Event, now: str = "2026-03-20", **known: Any) -> list[NextAction]:
    return next_actions([rule], Insights(history(now, *events, **known)))


def _answer(key: str, moment: str, answer: str = "declined", *about: Subject) -> Event:
    return did(key, "offer_answer", moment, *about, offer="go_on", answer=answer)


def _consent(channel: str, status: ConsentStatus = _YES, purpose: str = "marketing") -> Consent:
    return Consent("shop:1", purpose, channel, status, None, "")


@pytest.mark.parametrize("channel", ["email", "sms", "phone", "whatsapp", "messenger", "post", "mail", "push"])
def test_channel_in_which_we_turn_to_them_needs_consent_of_its_own(channel: str) -> None:
    rule = _rule(needs_consent=True, purpose="marketing", channel=channel)
    assert [action.channel for action in _advised(rule, _FORM, consents=(_consent(channel),))] == [channel]
    assert _advised(rule, _FORM, consents=(_consent("other"),)) == []


@pytest.mark.parametrize("channel", ["web", "app", "store", "chat"])
def test_channel_in_which_they_came_to_us_takes_any_consent(channel: str) -> None:
    rule = _rule(needs_consent=True, purpose="marketing")
    assert [action.channel for action in _advised(rule, _FORM, channel=channel, consents=(_consent("sms"),))] == [
        channel
    ]
    assert _advised(rule, _FORM, channel=channel) == []


def test_action_without_a_channel_takes_the_first_that_was_consented_to() -> None:
    rule = _rule(needs_consent=True, purpose="marketing")
    asked = _consent("sms"), _consent("email"), _consent("app", purpose="profiling")
    assert [action.channel for action in _advised(rule, _FORM, consents=asked)] == ["email"]
    taken_back = *asked, _consent("email", _NO)
    assert [action.channel for action in _advised(rule, _FORM, consents=taken_back)] == ["sms"]
    assert _advised(rule, _FORM, consents=(_consent("email", _NO),)) == []


def test_channel_of_the_rule_counts_before_that_of_the_occasion_and_of_the_reader() -> None:
    chats = [did(f"m{n}", "chat", f"2026-03-0{n}", CASE, channel="chat", status="open") for n in (1, 2, 3)]
    better = _rule("better_channel", then="Go on in {channel}")
    assert [action.channel for action in _advised(better, *chats, channel="phone")] == ["chat"]
    assert [action.channel for action in _advised(_rule(), *chats, channel="phone")] == ["phone"]
    assert [action.channel for action in _advised(_rule(channel="email"), *chats, channel="phone")] == ["email"]
    assert [action.channel for action in _advised(_rule(), *chats)] == [None]


def test_action_rests_for_its_days_after_any_answer() -> None:
    for answer in ("accepted", "declined", "ignored"):
        answered = _answer("a", "2026-03-02 09:00", answer)
        assert _advised(_rule(), _FORM, answered, now="2026-03-16 08:59") == []
        assert len(_advised(_rule(), _FORM, answered, now="2026-03-16 09:00")) == 1


def test_answer_about_a_product_rests_for_that_product_alone() -> None:
    answered = _answer("a", "2026-03-19", "declined", MUG)
    assert _advised(_rule(), *_WISHED, answered) == []
    assert len(_advised(_rule(), *_WISHED, _answer("a", "2026-03-19", "declined", TEA))) == 1
    assert _advised(_rule(), *_WISHED, _answer("a", "2026-03-19")) == []
    assert _advised(_rule(), _FORM, answered) == [], "a form is about no product"


def test_first_occasion_that_does_not_rest_is_taken() -> None:
    tea = [did("wt", "wishlist", "2026-03-02", TEA, price="9"), did("pt", "price", "2026-03-11", TEA, price="8")]
    rule = _rule(then="Tell of {products}", weight=60)
    assert [action.action for action in _advised(rule, *_WISHED, *tea)] == ["Tell of Tea"]
    answered = _answer("a", "2026-03-19", "declined", TEA)
    (action,) = _advised(rule, *_WISHED, *tea, answered)
    assert (action.action, action.products, action.evidence) == ("Tell of Mug", {"shop:mug": "Mug"}, ("w", "p", "a"))


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ("", 60.0),
        ("a", 80.0),  # 60 × 2 (1 + 1) / (1 + 2)
        ("d", 40.0),  # 60 × 2 (0 + 1) / (1 + 2)
        ("i", 40.0),
        ("aad", 72.0),  # 60 × 2 (2 + 1) / (3 + 2)
        ("dddd", 20.0),
    ],
)
def test_weight_counts_as_much_as_it_was_accepted(answers: str, score: float) -> None:
    words = {"a": "accepted", "d": "declined", "i": "ignored"}
    events = [_answer(f"a{n}", f"2026-01-0{n + 1}", words[each]) for n, each in enumerate(answers)]
    (action,) = _advised(_rule(), _FORM, *events)
    assert action.score == score
    assert action.evidence == ("f", *reversed([event.key for event in events]))


def test_what_was_answered_of_another_offer_counts_nothing() -> None:
    other = did("a", "offer_answer", "2026-03-19", offer="other", answer="accepted")
    (action,) = _advised(_rule(), _FORM, other)
    assert (action.score, action.evidence) == (60.0, ("f",))


def test_action_holds_until_its_hours_are_over() -> None:
    assert _advised(_rule(), _FORM) == [
        NextAction(
            name="go_on",
            action="Go on with loan",
            channel=None,
            purpose="service",
            score=60.0,
            products={},
            expires_at=at("2026-03-21 21:00"),
            reason="it is open: the form was begun and not sent",
            evidence=("f",),
            thread="f",
        )
    ]
    assert [action.reason for action in _advised(_rule("reader", then="Greet them"))] == ["it is open"]


@pytest.mark.parametrize(
    "spoiled", [bought("b", "2026-03-01", MUG, kind="return"), did("b", "review", "2026-03-01", MUG, stars=1)]
)
def test_nothing_is_wanted_of_them_about_goods_that_went_wrong_within_180_days(spoiled: Event) -> None:
    wished = [did("w", "wishlist", "2026-03-02", MUG, price="24"), did("p", "price", "2026-03-10", MUG, price="19")]
    sell, serve = _rule(purpose="marketing"), _rule(when=FactCondition("open_thread", (FieldTest("kind", ("wish",)),)))
    assert _advised(sell, *wished, spoiled, now="2026-08-28 09:00") == []
    assert len(_advised(sell, *wished, spoiled, now="2026-08-28 09:01")) == 1
    assert len(_advised(serve, *wished, spoiled, now="2026-08-28 09:00")) == 1, "service is owed"
    assert len(_advised(sell, _FORM, spoiled, now="2026-03-20")) == 1, "a form is about no goods"


def test_actions_of_one_score_come_by_name() -> None:
    rules = [_rule(name="b"), _rule(name="c", weight=61), _rule(name="a")]
    found = next_actions(rules, Insights(history("2026-03-20", _FORM)))
    assert [action.name for action in found] == ["c", "a", "b"]


def test_rule_speaks_only_where_all_its_conditions_hold() -> None:
    calm, asked = FactCondition("sentiment", negated=True), FactCondition("reader", (FieldTest("channel", ("phone",)),))
    rule = _rule(only_if=(calm, asked))
    assert len(_advised(rule, _FORM, channel="phone")) == 1
    assert _advised(rule, _FORM, channel="chat") == []
    assert _advised(rule, _FORM, did("r", "review", "2026-03-01", stars=3), channel="phone") == []
