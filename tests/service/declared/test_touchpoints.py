"""Families of kinds, as touchpoints.yaml declares them."""

import pytest

from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.touchpoints import touchpoints, touchpoints_from

_FILE = """\
touchpoints:
  basket: {stage: during, direction: one-way, cost: low, kinds: [basket, basket_left]}
families:
  cart:
    about: baskets
    kinds: [basket, basket_left]
    states: {basket_left: abandoned}
    aliases: {Put In Basket: basket}
"""


def test_own_families_are_read() -> None:
    kinds = touchpoints_from(_FILE, "own.yaml").kinds
    assert [kinds.declared(word) for word in ("basket", "BASKET", "put-in  basket", "cart")] == ["basket"] * 3 + [
        "cart"
    ]
    assert (kinds.family("Put in basket"), kinds.family("cart")) == (Family.CART, None)
    assert (kinds.state("Basket Left"), kinds.state("basket"), kinds.state("other")) == ("abandoned", "", "")
    assert kinds.of([Family.CART, Family.WISH]) == ["basket", "basket_left"]


def test_every_kind_of_a_touchpoint_has_a_family() -> None:
    declared = touchpoints()
    assert {kind for match in declared.matches for kind in match.kinds} == {*declared.kinds.families}


@pytest.mark.parametrize(
    ("wrong", "right", "refusal"),
    [
        ("  cart:", "  trolley:", "own.yaml, line 4: families.trolley"),
        ("{basket_left: abandoned}", "{basket_full: full}", "basket_full is no kind of the family cart; add it"),
        ("Basket: basket}", "Basket: cart}", "cart is no kind of the family cart; add it to its kinds"),
        ("{Put In Basket: basket}", "{}\n  wish: {about: x, kinds: [basket]}", "basket is of two families"),
    ],
)  # fmt: skip
def test_family_with_an_error_is_refused(wrong: str, right: str, refusal: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        touchpoints_from(_FILE.replace(wrong, right), "own.yaml")
    assert refusal in str(refused.value)
