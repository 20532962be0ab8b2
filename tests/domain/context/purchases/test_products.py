"""Bought, returned, wished for, due, and what is not to be recommended."""

from profile_service.domain.context.purchases.products import ProductContext, ProductFact
from profile_service.domain.sources.events import Event, Subject
from tests.rig.open_matters import MUG, TEA, at, bought, did, history


def _of(now: str, *events: Event) -> ProductContext:
    return ProductContext(history(now, *events))


def _tea() -> list[Event]:
    return [bought(f"o{n}", day, TEA) for n, day in enumerate(("2026-01-01", "2026-01-31", "2026-03-02"))]


def test_what_is_bought_every_month_is_due_after_a_month() -> None:
    (due,) = _of("2026-04-01 10:00", *_tea()).due
    assert (due.key, due.name, due.times, due.due_at) == ("shop:tea", "Tea", 3, at("2026-04-01"))
    assert due.reason == "bought 3 times, every 30 days, last on 2026-03-02"
    assert due.evidence == ("o2", "o1", "o0")
    assert _of("2026-03-31", *_tea()).due == ()


def test_purchases_of_one_day_are_one_and_its_last_counts() -> None:
    evening = bought("o3", "2026-03-02 18:00", TEA)
    (due,) = _of("2026-04-02", *_tea(), evening).due
    assert (due.times, due.last_at, due.evidence) == (3, at("2026-03-02 18:00"), ("o3", "o2", "o1", "o0"))


def test_what_was_not_bought_for_three_intervals_is_given_up() -> None:
    assert len(_of("2026-05-30", *_tea()).due) == 1
    assert _of("2026-06-01", *_tea()).due == ()


def test_wish_is_recommended_until_it_is_bought_or_taken_off() -> None:
    wish = did("w", "wishlist", "2026-03-01", MUG)
    off = did("x", "wishlist", "2026-03-02", MUG, status="removed")
    assert [fact.key for fact in _of("2026-03-05", wish).recommended] == ["shop:mug"]
    assert _of("2026-03-05", wish, bought("o", "2026-03-03", MUG)).recommended == ()
    assert _of("2026-03-05", wish, off).recommended == ()


def test_what_was_just_returned_is_not_recommended() -> None:
    back = bought("r", "2026-03-20", TEA, kind="return")
    products = _of("2026-04-02", *_tea(), back)
    assert [fact.key for fact in products.returned] == ["shop:tea"]
    assert (products.due, products.recommended) == ((), ())


def test_what_was_complained_about_is_not_recommended_for_half_a_year() -> None:
    wish, moan = did("w", "wishlist", "2026-03-05", MUG), did("r", "review", "2026-03-01", MUG, stars=1)
    assert [fact.key for fact in _of("2026-04-02", wish, moan).complained_about] == ["shop:mug"]
    assert _of("2026-04-02", wish, moan).recommended == ()
    assert [fact.key for fact in _of("2026-09-02", wish, moan).recommended] == ["shop:mug"]


def test_nothing_is_said_of_the_time_before_the_orders_that_are_known() -> None:
    wish = did("w", "wishlist", "2026-03-01", MUG)
    assert ProductContext(history("2026-03-05", wish, orders_from=at("2026-03-02"))).wished == ()
    assert len(ProductContext(history("2026-03-05", wish, orders_from=at("2026-02-28"))).wished) == 1


def test_product_is_told_once_with_all_that_rests_on_it() -> None:
    nameless = Subject("Product", "shop:mug")
    orders = [
        bought("o1", "2026-01-01", MUG),
        bought("o2", "2026-01-02", nameless, TEA),
        bought("o3", "2026-01-03", TEA),
    ]
    tea, mug = _of("2026-02-01", *orders).bought
    assert tea == ProductFact("shop:tea", "Tea", 2, at("2026-01-03"), None, "bought on 2026-01-03", ("o3", "o2"))
    assert mug == ProductFact("shop:mug", "Mug", 2, at("2026-01-02"), None, "bought on 2026-01-02", ("o2", "o1"))


def test_each_list_says_what_was_done() -> None:
    back, bad = bought("b", "2026-01-01", MUG, kind="return"), did("r", "review", "2026-01-02", TEA, stars=1)
    found = _of("2026-02-01", back, bad, did("w", "wishlist", "2026-01-03", MUG))
    told = [fact.reason for fact in (*found.returned, *found.complained_about, *found.wished)]
    assert told == [
        "returned on 2026-01-01",
        "complained about on 2026-01-02",
        "wished for, and not bought since, on 2026-01-03",
    ]


def test_longest_due_comes_first_and_of_equals_the_first_by_key() -> None:
    oil = Subject("Product", "shop:oil", "Oil")
    orders = [
        *(bought(f"t{n}", day, TEA) for n, day in enumerate(("2026-01-01", "2026-01-21", "2026-02-10"))),
        *(bought(f"m{n}", day, MUG, oil) for n, day in enumerate(("2026-01-01", "2026-01-11", "2026-01-31"))),
    ]
    found = _of("2026-03-03", *orders)
    assert [(fact.key, fact.due_at) for fact in found.due] == [
        ("shop:mug", at("2026-02-15 09:00")), ("shop:oil", at("2026-02-15 09:00")), ("shop:tea", at("2026-03-02")),
    ]  # fmt: skip
    assert [fact.key for fact in found.recommended] == ["shop:mug", "shop:oil", "shop:tea"]


def test_what_is_due_and_wished_for_is_recommended_once() -> None:
    wish = did("w", "wishlist", "2026-03-20", TEA)
    found = _of("2026-04-02", *_tea(), wish).recommended
    assert [(fact.key, fact.due_at) for fact in found] == [("shop:tea", None)]
