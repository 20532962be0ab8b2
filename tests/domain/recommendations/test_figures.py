"""The figures of recommendations, worked by hand, and the sentences that say them."""

import pytest

from profile_service.domain.recommendations.figures import BasketPair, NeighbourCount, Popularity

_NAMES = {"shop:tea": "Tea", "shop:mug": "Mug"}


def test_lift_is_the_share_of_orders_with_both_by_that_of_chance() -> None:
    """Tea is in 40 of 400 orders, a mug in 40: by chance 4 orders have both, and 12 have."""
    pair = BasketPair("shop:tea", "shop:mug", 12, 40, 40, 400)

    assert pair.lift == 3.0
    assert pair.score == pytest.approx(2 / 3)
    assert pair.reason(_NAMES) == "12 of 40 orders with Tea also had Mug: 3.0 times as often as all orders"


def test_neighbours_are_compared_with_all_others() -> None:
    """Of 30 neighbours 9 bought it; of the 300 others 29: 0.3 by 29/300."""
    count = NeighbourCount("shop:mug", 9, 30, 38, 330, 0.4)
    told = "9 of the 30 customers whose purchases are most like theirs bought Mug"
    assert count.reason(_NAMES) == f"{told}: 3.1 times as often as others"


@pytest.mark.parametrize(("buyers", "customers", "rest"), [(9, 330, ": none of the others did"), (9, 30, "")])
def test_nothing_is_divided_by_nobody(buyers: int, customers: int, rest: str) -> None:
    count = NeighbourCount("shop:new", 9, 30, buyers, customers, 0.4)
    told = "9 of the 30 customers whose purchases are most like theirs bought shop:new"
    assert count.reason(_NAMES) == told + rest


def test_popularity_is_said_as_such() -> None:
    figure = Popularity("shop:tea", 320, 1_600, "2026-03-01")
    assert figure.score == 0.2
    assert figure.reason() == "popular: 320 of 1,600 customers bought it in the year up to 2026-03-01"
