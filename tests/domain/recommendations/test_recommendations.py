"""What a history gives occasion to recommend: each rule by a small example, and the order of the list."""

from collections.abc import Sequence

import pytest

from profile_service.domain.context.insights import Insights
from profile_service.domain.recommendations.figures import BasketPair, NeighbourCount, ProductCycle
from profile_service.domain.recommendations.recommendations import (
    Occasions,
    Recommendation,
    RecommendationKind,
    current_talk,
    due_again,
    goes_with,
    ranked,
    similar_customers,
)
from profile_service.domain.sources.events import Event, Subject
from tests.rig.open_matters import MUG, TEA, bought, did, history

_POT = Subject("Product", "shop:pot", "Pot")
_NAMES = {"shop:tea": "Tea", "shop:mug": "Mug", "shop:pot": "Pot"}
_PAIR = BasketPair("shop:mug", "shop:pot", 12, 40, 40, 400)


def _occasions(now: str, *events: Event, barred: Sequence[str] = ()) -> Occasions:
    insights = Insights(history(now, *events))
    products = insights.products
    owned = frozenset(fact.key for fact in products.bought)
    return Occasions(insights.history, products, insights.threads, frozenset(barred), owned)


def _one(kind: RecommendationKind, product: str, score: float = 0.5) -> Recommendation:
    return Recommendation(kind, product, "", score, "", ())


def test_product_is_due_by_the_customers_own_interval() -> None:
    """Tea every 30 days, last on 2 March; on 5 April 34 days passed. It is in 3 of 4 orders."""
    orders = [bought(f"o{n}", day, TEA) for n, day in enumerate(("2026-01-01", "2026-01-31", "2026-03-02"))]
    occasions = _occasions("2026-04-05", *orders, bought("o9", "2026-03-30", MUG))

    (due,) = due_again(occasions, [])

    assert (due.kind, due.product, due.name, due.score) == (RecommendationKind.DUE_AGAIN, "shop:tea", "Tea", 0.75)
    assert due.reason == "bought 3 times, every 30 days, last on 2026-03-02"
    assert due.evidence == ("o2", "o1", "o0")


@pytest.mark.parametrize(
    ("now", "cycle", "is_due"),
    [
        ("2026-02-05", ProductCycle("shop:tea", 30.0, 6, 10), True),
        ("2026-01-20", ProductCycle("shop:tea", 30.0, 6, 10), False),
        ("2026-04-05", ProductCycle("shop:tea", 30.0, 6, 10), False),
        ("2026-02-05", ProductCycle("shop:tea", 30.0, 4, 10), False),
    ],
    ids=["passed once", "not passed", "passed three times", "most never bought it again"],
)
def test_product_bought_once_is_due_by_its_own_cycle(now: str, cycle: ProductCycle, *, is_due: bool) -> None:
    found = list(due_again(_occasions(now, bought("o1", "2026-01-01", TEA)), [cycle]))
    assert [each.reason for each in found] == is_due * [
        "last bought on 2026-01-01; 6 of 10 customers bought it again, as a rule after 30 days"
    ]


def test_cycle_of_the_product_does_not_speak_where_the_customer_has_an_interval() -> None:
    orders = [bought(f"o{n}", day, TEA) for n, day in enumerate(("2026-01-01", "2026-01-31", "2026-03-02"))]
    assert list(due_again(_occasions("2026-03-20", *orders), [ProductCycle("shop:tea", 10.0, 9, 10)])) == []


def test_only_recent_purchases_lead_to_what_goes_with_them() -> None:
    occasions = _occasions("2026-04-05", bought("o1", "2026-01-01", TEA), bought("o2", "2026-04-01", MUG))

    assert occasions.recently_bought == ["shop:mug"]
    (found,) = goes_with(occasions, [_PAIR], _NAMES)

    assert (found.product, found.name, found.evidence) == ("shop:pot", "Pot", ("o2",))
    assert found.reason == "12 of 40 orders with Mug also had Pot: 3.0 times as often as all orders"


def test_what_was_returned_leads_to_nothing() -> None:
    occasions = _occasions("2026-04-05", bought("o2", "2026-04-01", MUG), barred=["shop:mug"])
    assert (occasions.recently_bought, list(occasions.bought), occasions.hidden) == ([], [], ["shop:mug"])


def test_all_orders_are_the_evidence_of_customers_alike() -> None:
    occasions = _occasions("2026-04-05", bought("o1", "2026-01-01", TEA), bought("o2", "2026-04-01", MUG))
    (found,) = similar_customers(occasions, [NeighbourCount("shop:pot", 9, 30, 38, 330, 0.4)], _NAMES)
    assert (found.product, found.score, found.evidence) == ("shop:pot", 0.4, ("o2", "o1"))


def test_open_talk_leads_to_its_product_and_to_what_goes_with_it() -> None:
    occasions = _occasions("2026-04-05", did("t1", "ticket", "2026-04-01", MUG, status="open", topic="which size"))

    about, beside = current_talk(occasions, [_PAIR], _NAMES)

    assert (about.product, about.score, about.evidence) == ("shop:mug", 1.0, ("t1",))
    assert about.reason == "the open ticket since 2026-04-01 is about it"
    assert (beside.product, beside.evidence) == ("shop:pot", ("t1",))
    assert beside.reason == (
        "the open ticket since 2026-04-01 is about Mug; "
        "12 of 40 orders with Mug also had Pot: 3.0 times as often as all orders"
    )


def test_talk_about_what_they_have_leads_to_what_goes_with_it_alone() -> None:
    talk = did("t1", "ticket", "2026-04-01", MUG, status="open", topic="which size")
    occasions = _occasions("2026-04-05", bought("o1", "2026-03-01", MUG), talk)
    assert [each.product for each in current_talk(occasions, [_PAIR], _NAMES)] == ["shop:pot"]


def test_talk_about_what_they_complained_about_leads_to_nothing() -> None:
    talk = did("t1", "ticket", "2026-04-01", MUG, status="open", topic="broken")
    assert _occasions("2026-04-05", talk, barred=["shop:mug"]).talked_about == {}


def test_order_that_is_not_sent_is_no_talk() -> None:
    occasions = _occasions("2026-04-05", bought("o1", "2026-04-01", MUG, status="paid"))
    assert occasions.talked_about == {}


def test_best_of_each_kind_come_in_turn_and_each_product_once() -> None:
    kinds = RecommendationKind
    found = [
        _one(kinds.SIMILAR_CUSTOMERS, "a", 0.9),
        _one(kinds.SIMILAR_CUSTOMERS, "b", 0.8),
        _one(kinds.DUE_AGAIN, "d", 0.1),
        _one(kinds.DUE_AGAIN, "c", 0.2),
        _one(kinds.GOES_WITH, "a", 0.3),
    ]
    listed = [(each.kind, each.product) for each in ranked(found, set(kinds))]
    assert listed == [
        (kinds.DUE_AGAIN, "c"),
        (kinds.GOES_WITH, "a"),
        (kinds.DUE_AGAIN, "d"),
        (kinds.SIMILAR_CUSTOMERS, "b"),
    ]


def test_equals_come_by_their_key_and_other_kinds_not_at_all() -> None:
    kinds = RecommendationKind
    found = [_one(kinds.GOES_WITH, key) for key in "cab"] + [_one(kinds.DUE_AGAIN, "d")]
    assert [each.product for each in ranked(found, {kinds.GOES_WITH})] == ["a", "b", "c"]
