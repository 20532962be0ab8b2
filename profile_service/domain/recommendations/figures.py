"""The figures behind recommendations, each with the sentence that says them."""

from collections.abc import Mapping
from dataclasses import dataclass

from profile_service.domain.values.quantities import counted


@dataclass(frozen=True, slots=True)
class BasketPair:
    """Orders that hold both products (keys), each, and all. Lift: the share of orders with both, by what it would be by
    chance: P(A and B) / (P(A) P(B)) (Brin, Motwani, Ullman & Tsur, 1997, as interest)."""

    given: str
    product: str
    together: int
    given_orders: int
    product_orders: int
    orders: int

    @property
    def lift(self) -> float:
        return self.together * self.orders / (self.given_orders * self.product_orders)

    @property
    def score(self) -> float:
        """The part of the orders with both that chance does not explain, 1 - 1 / lift: it sorts as the lift does."""
        return 1 - 1 / self.lift

    def reason(self, names: Mapping[str, str]) -> str:
        given, product = name_of(self.given, names), name_of(self.product, names)
        return (
            f"{self.together:,} of {counted(self.given_orders, 'order')} with {given} also had {product}: "
            f"{_times(self.lift)} as often as all orders"
        )


@dataclass(frozen=True, slots=True)
class NeighbourCount:
    """How many of the `neighbours`, the customers whose purchases are most like those of one customer, bought a product
    (key): `together`; and how many of all other `customers`: `buyers`. `score`: the part of the neighbours that bought
    it, each by how alike they are."""

    product: str
    together: int
    neighbours: int
    buyers: int
    customers: int
    score: float

    def reason(self, names: Mapping[str, str]) -> str:
        told = (
            f"{self.together:,} of the {counted(self.neighbours, 'customer')} whose purchases are most like theirs "
            f"bought {name_of(self.product, names)}"
        )
        others, other_buyers = self.customers - self.neighbours, self.buyers - self.together
        if not others:
            return told
        if not other_buyers:
            return f"{told}: none of the others did"
        return f"{told}: {_times(self.together * others / (self.neighbours * other_buyers))} as often as others"


@dataclass(frozen=True, slots=True)
class ProductCycle:
    """The median `days` between purchases of a product (key); `again`: how many of its `buyers` bought it again."""

    product: str
    days: float
    again: int
    buyers: int


@dataclass(frozen=True, slots=True)
class Popularity:
    """How many of the `customers` of the year up to a day (`2026-12-01`) bought a product (key) in it."""

    product: str
    buyers: int
    customers: int
    day: str

    @property
    def score(self) -> float:
        return self.buyers / self.customers

    def reason(self) -> str:
        return (
            f"popular: {self.buyers:,} of {counted(self.customers, 'customer')} bought it in the year up to {self.day}"
        )


def name_of(key: str, names: Mapping[str, str]) -> str:
    """The name of a product, else its key."""
    return names.get(key) or key


def _times(ratio: float) -> str:
    return f"{ratio:,.1f} times"
