"""What to recommend to one customer: by their own history, and by what all customers bought."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from profile_service.domain.context.insights import Insights
from profile_service.domain.recommendations.figures import BasketPair, NeighbourCount, Popularity, ProductCycle
from profile_service.domain.recommendations.recommendations import (
    Occasions,
    Recommendation,
    RecommendationKind,
    current_talk,
    due_again,
    goes_with,
    popular,
    ranked,
    similar_customers,
)
from profile_service.domain.values.cursors import check_first
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.recommendations import affinities
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.recommendations.purchase_table import PurchaseTable
from profile_service.store.engine.store import Store
from profile_service.store.recommendations.order_lines import product_names

INSIGHT = "recommendations"
ALL_KINDS = frozenset(RecommendationKind)
_MOST_GIVEN = 30
"""Of so many products, the latest, is counted what goes with them: the time grows with their orders."""


class Recommender:
    """`purchases`: the table of this process, which all who ask share."""

    def __init__(self, store: Store, purchases: CustomerPurchases) -> None:
        self._store = store
        self._purchases = purchases

    async def recommendations(
        self, customer: Customer, first: int, kinds: Collection[RecommendationKind] = ALL_KINDS
    ) -> list[Recommendation]:
        """At most `first` of the kinds; what is popular where there is nothing else. Nothing of a customer who is
        withheld, or whose data are restricted. A caller who sees the records of some sources alone gets what needs no
        figure of all customers.

        Raises InvalidInput where `first` is out of bounds, OutsideView where the view does not show recommendations,
        and StoreError.
        """
        customer.view.require("insight", [INSIGHT])
        check_first(first)
        first = customer.page(first)
        if customer.withheld or any(record.restricted_at for record in customer.whole.records):
            return []
        kinds = shown_kinds(customer, kinds)
        shown, whole = CustomerContext(customer), CustomerContext(customer.unlimited())
        insights, all_insights = await asyncio.gather(shown.insights(INSIGHT), whole.insights("products"))
        table = (await self._purchases.current()).table if customer.sees_all_sources else None
        sight = Sight(customer.profile.id, frozenset(kinds), first)
        occasions = await asyncio.to_thread(occasions_of, table, sight, insights, all_insights)
        figures = await asyncio.to_thread(figures_of, table, sight, occasions)
        names = await product_names(self._store, figures.products)
        recommended = listed(occasions, figures, names, sight)
        if recommended or table is None or not sight.wants(RecommendationKind.POPULAR):
            return recommended
        best = await asyncio.to_thread(popular_of, table, sight, occasions)
        return list(popular(best, await product_names(self._store, [each.product for each in best])))


@dataclass(frozen=True, slots=True)
class Sight:
    """Who is asked about (id of a profile), and which kinds and how many are wanted."""

    profile: str
    kinds: frozenset[RecommendationKind]
    first: int

    def wants(self, kind: RecommendationKind) -> bool:
        return kind in self.kinds


@dataclass(frozen=True, slots=True)
class Figures:
    """What the table of purchases gives for one customer."""

    cycles: Sequence[ProductCycle] = ()
    pairs: Sequence[BasketPair] = ()
    neighbours: Sequence[NeighbourCount] = ()
    talk_pairs: Sequence[BasketPair] = ()

    @property
    def products(self) -> list[str]:
        """Keys of all that is named."""
        paired = {key for pair in (*self.pairs, *self.talk_pairs) for key in (pair.given, pair.product)}
        return sorted(paired | {each.product for each in self.neighbours})


def shown_kinds(customer: Customer, kinds: Collection[RecommendationKind]) -> set[RecommendationKind]:
    """Those of the kinds whose reasons say nothing that the view hides."""
    hidden = set[RecommendationKind]()
    if not customer.view.shows_insight("openThreads"):
        hidden.add(RecommendationKind.CURRENT_TALK)
    if not customer.view.shows_insight("products"):
        hidden |= ALL_KINDS - {RecommendationKind.CURRENT_TALK, RecommendationKind.POPULAR}
    return set(kinds) - hidden


def occasions_of(table: PurchaseTable | None, sight: Sight, insights: Insights, all_insights: Insights) -> Occasions:
    """`insights`: as the view shows them; `all_insights`: whatever the view, for what must not be recommended."""
    products = all_insights.products
    returned = affinities.returned_products(table, sight.profile) if table else ()
    owned = affinities.owned_products(table, sight.profile) if table else ()
    return Occasions(
        history=insights.history,
        products=insights.products,
        threads=insights.threads if sight.wants(RecommendationKind.CURRENT_TALK) else (),
        barred=frozenset(fact.key for fact in (*products.returned, *products.complained_about)).union(returned),
        owned=frozenset(fact.key for fact in products.bought).union(owned),
    )


def figures_of(table: PurchaseTable | None, sight: Sight, occasions: Occasions) -> Figures:
    """What is counted for the wanted kinds, of each at most `first`."""
    if table is None:
        return Figures()
    hidden, first, kinds = occasions.hidden, sight.first, RecommendationKind
    without = [fact.key for fact in occasions.products.without_interval]
    recent, bought = occasions.recently_bought[:_MOST_GIVEN], list(occasions.bought)
    talked_about = list(occasions.talked_about)[:_MOST_GIVEN]
    beside = [*hidden, *talked_about]
    return Figures(
        affinities.product_cycles(table, without) if sight.wants(kinds.DUE_AGAIN) else (),
        affinities.basket_pairs(table, recent, hidden, first) if sight.wants(kinds.GOES_WITH) else (),
        affinities.neighbours_products(table, sight.profile, bought, hidden, first)
        if sight.wants(kinds.SIMILAR_CUSTOMERS)
        else (),
        affinities.basket_pairs(table, talked_about, beside, first) if talked_about else (),
    )


def popular_of(table: PurchaseTable, sight: Sight, occasions: Occasions) -> list[Popularity]:
    """What to recommend to whom there is nothing else to recommend."""
    return affinities.popular_products(table, occasions.hidden, occasions.history.now[:10], sight.first)


def listed(occasions: Occasions, figures: Figures, names: Mapping[str, str], sight: Sight) -> list[Recommendation]:
    """The first of all that is recommended."""
    recommendations = [
        *current_talk(occasions, figures.talk_pairs, names),
        *due_again(occasions, figures.cycles),
        *goes_with(occasions, figures.pairs, names),
        *similar_customers(occasions, figures.neighbours, names),
    ]
    return ranked(recommendations, sight.kinds)[: sight.first]
