"""Every declared kind is understood: the context reads it, whatever its source calls it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from profile_service.domain.context.insights import Insights
from profile_service.domain.context.risks import RiskKind
from profile_service.domain.context.threads.thread import ThreadKind
from profile_service.domain.journey.journey import journey
from profile_service.domain.sources.events import Event, Json, Subject, Transaction
from profile_service.domain.sources.kinds import RETAILER_FAMILIES, Family
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.declared.views import views
from tests.rig.open_matters import CASE, COUPON, MUG, TEA, at, bought, did, history

_KINDS = touchpoints().kinds
_SALES = frozenset({Family.ORDER, Family.EXCHANGE})
_TOLD_TO_ALL = frozenset({Family.PROMOTION, Family.CASE_REPLY})
"""What the retailer says is no sign of what the customer wants; a journey shows it."""


def _evidence(answer: object) -> set[str]:
    if isinstance(answer, list | tuple):
        return set().union(*map(_evidence, answer))
    if not is_dataclass(answer):
        return set()
    named = {key for field in fields(answer) if field.name == "evidence" for key in getattr(answer, field.name)}
    return named.union(*(_evidence(getattr(answer, field.name)) for field in fields(answer)))


def _read(events: list[Event]) -> set[str]:
    """Keys of the events that some insight names."""
    insights = Insights(history("2026-03-20", *events))
    goods = insights.products
    return _evidence(
        [
            insights.threads, insights.contacts, insights.orders, insights.sentiment, insights.preferences,
            insights.risks, insights.next_step, goods.bought, goods.returned, goods.wished, goods.complained_about,
        ]
    )  # fmt: skip


def _five(kind: str) -> list[Event]:
    details: dict[str, Json] = {"order": "7", "stars": 1, "text": "It is awful."}
    if _KINDS.family(kind) in _SALES | {Family.RETURN} and kind in ("order", "return", "exchange"):
        return [bought(f"e{n}", f"2026-03-0{n}", MUG, kind=kind) for n in range(1, 6)]
    about = (CASE, MUG, COUPON)
    return [replace(did(f"e{n}", kind, f"2026-03-0{n}", *about), details=details) for n in range(1, 6)]


@pytest.mark.parametrize("kind", sorted(_KINDS.families))
def test_every_declared_kind_is_read(kind: str) -> None:
    order, wish = bought("o", "2026-02-20", TEA, number="7"), did("w", "wishlist", "2026-02-21", MUG, price="99")
    events = [replace(event, details={**event.details, "price": "5"}) for event in _five(kind)]
    named = _read([order, wish, *events])
    family = _KINDS.family(kind)
    if family in _TOLD_TO_ALL:
        assert not named & {event.key for event in events}
        assert [step.event.kind for step in journey(events, touchpoints(), order_states(), at("2026-03-20")).steps] == [
            kind
        ] * 5
        assert family in RETAILER_FAMILIES
    elif family is Family.ANSWER:
        assert len(history("2026-03-20", *events).answers) == 5
    else:
        assert named & {event.key for event in events}, f"{kind} changes nothing"


def test_every_family_has_kinds_and_a_view() -> None:
    assert {*_KINDS.families.values()} == {*Family}
    shown = {family for name in ("support", "marketing", "commerce") for family in Family
             if all(map(views()[name].shows_kind, _KINDS.of([family])))}  # fmt: skip
    assert {*Family} - shown == {Family.LOYALTY}


@pytest.mark.parametrize("word", sorted(_KINDS.aliases))
def test_alias_is_read_as_its_kind(word: str) -> None:
    kind = _KINDS.aliases[word]
    assert (_KINDS.family(word), _KINDS.state(word)) == (_KINDS.family(kind), _KINDS.state(kind))
    assert touchpoints().find(word.replace("_", " ").title(), "web") == touchpoints().find(kind, "web")
    assert views()["support"].shows_kind(word) == views()["support"].shows_kind(kind)


def _facts(cart: str, wish: str, payment: str, ticket: str) -> list[Event]:
    return [
        did("a", cart, "2026-03-01", MUG),
        did("b", wish, "2026-03-02", TEA),
        did("c", payment, "2026-03-03", status="" if "failed" in payment.casefold() else "failed"),
        did("d", ticket, "2026-03-04", topic="Kettle leaks", status="open"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("cart_abandoned", "wishlist_add", "payment_failed", "ticket"),
        ("Product Added", "Product Added to Wishlist", "Payment Declined", "Support Request"),
        ("add_to_cart", "add_to_wishlist", "CHARGE-FAILED", "case"),
        ("Added to Cart", "favourite", "invoice payment failed", "Submitted Ticket"),
    ],
)
def test_same_facts_in_other_words_are_the_same_context(words: tuple[str, str, str, str]) -> None:
    def shown(events: list[Event]) -> tuple[object, ...]:
        insights = Insights(history("2026-03-05", *events))
        contacts = [replace(contact, kind="") for contact in insights.contacts]
        return insights.threads, contacts, insights.risks, insights.products.wished, insights.repeats

    plain = _facts("cart", "wishlist", "payment", "support_ticket")
    assert shown(_facts(*words)) == shown(plain)
    kinds = [thread.kind for thread in Insights(history("2026-03-05", *plain)).threads]
    assert kinds == [ThreadKind.TICKET, ThreadKind.CART]
    assert RiskKind.PAYMENT in {risk.kind for risk in Insights(history("2026-03-05", *plain)).risks}
    support = views()["support"]
    assert all(support.shows_kind(event.kind) for event in _facts(*words))


def test_what_was_taken_out_of_a_cart_is_not_left_in_it() -> None:
    def left(*events: Event) -> list[dict[str, str]]:
        return [dict(thread.products) for thread in Insights(history("2026-03-03", *events)).threads]

    put = did("a", "cart_add", "2026-03-02 10:00", MUG, TEA)
    assert left(put, did("b", "Product Removed", "2026-03-02 11:00", TEA)) == [{"shop:mug": "Mug"}]
    assert left(put, did("b", "remove_from_cart", "2026-03-02 11:00", TEA, MUG)) == []
    assert (
        left(put, did("b", "cart", "2026-03-02 11:00", TEA, status="removed"), bought("o", "2026-03-02 12:00", MUG))
        == []
    )


def test_wish_that_was_taken_off_is_none() -> None:
    wish, off = did("a", "wishlist_add", "2026-03-01", MUG), did("b", "wishlist_remove", "2026-03-02", MUG)
    assert [fact.key for fact in Insights(history("2026-03-05", wish)).products.wished] == ["shop:mug"]
    assert Insights(history("2026-03-05", wish, off)).products.wished == ()


def test_form_that_was_submitted_is_sent() -> None:
    begun, sent = (
        did("a", "form_started", "2026-03-01", form="loan"),
        did("b", "Form Submitted", "2026-03-02", form="loan"),
    )
    assert [thread.kind for thread in Insights(history("2026-03-05", begun)).threads] == [ThreadKind.FORM]
    assert Insights(history("2026-03-05", begun, sent)).threads == []


def test_requested_return_is_open_until_something_came_back() -> None:
    def threads(*events: Event) -> list[tuple[str, str]]:
        return [
            (t.key, t.reason) for t in Insights(history("2026-03-20", *events)).threads if t.kind is ThreadKind.RETURN
        ]

    request = did("a", "return_request", "2026-03-01", MUG, order="#7")
    assert threads(request) == [("a", "the return is requested")]
    back = bought("r", "2026-03-05", MUG, kind="return", status="refunded", order="7")
    assert threads(request, back) == []
    assert threads(request, replace(back, details={"order": "8"})) == [("a", "the return is requested")]
    assert threads(request, replace(back, occurred_at=at("2026-02-05"))) == [("a", "the return is requested")]


@pytest.mark.parametrize(
    ("channel", "name", "device"),
    [
        ("web", "online_catalogue", None),
        ("app", "online_catalogue", None),
        ("mail", "catalogue", "paper"),
        (None, "catalogue", "paper"),
    ],
)
def test_catalogue_on_the_web_is_not_of_paper(channel: str | None, name: str, device: str | None) -> None:
    point = touchpoints().find("catalog", channel)
    assert point
    assert (point.name, point.device) == (name, device)


def test_what_the_customer_writes_in_a_case_shows_their_sentiment() -> None:
    about = Subject("Case", "desk:7", "Kettle leaks")
    wrote = did("m", "support_message", "2026-03-01", about, text="This is awful, I am very angry and disappointed.")
    reply = did("r", "support_reply", "2026-03-02", about, text="We are so sorry, this is terrible and awful.")
    felt = Insights(history("2026-03-05", wrote, reply)).sentiment
    assert felt
    assert felt.evidence == ("m",)
    assert Insights(history("2026-03-05", wrote, reply)).repeats == []


def _sales_kinds() -> Iterator[str]:
    yield from _KINDS.of(_SALES)


def test_sales_are_transactions() -> None:
    assert [*_sales_kinds()] == ["order", "exchange"]
    assert all(isinstance(event, Transaction) for kind in _sales_kinds() for event in _five(kind))
