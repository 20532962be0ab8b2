"""Recommendations: products that one customer may want next, each of a kind and for a reason that can be checked."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from profile_service.domain.context.history import History
from profile_service.domain.context.purchases.products import ProductContext, ProductFact, due_since, interval
from profile_service.domain.context.threads.thread import Thread, ThreadKind
from profile_service.domain.recommendations.figures import (
    BasketPair,
    NeighbourCount,
    Popularity,
    ProductCycle,
    name_of,
)
from profile_service.domain.values.quantities import counted

RECENT_DAYS = 30
"""What was bought within so many days is what other goods go with."""
LEAST_BUYING_AGAIN = 0.5
"""A product has a cycle where at least this share of its buyers bought it again."""
TALK_KINDS = frozenset({ThreadKind.TICKET, ThreadKind.MESSAGE, ThreadKind.CART, ThreadKind.FORM, ThreadKind.WISH})
"""Threads in which the customer speaks of goods that they may want. An order or a return is about goods that they
have, or give back."""


class RecommendationKind(Enum):
    """In the order in which they are listed: what the customer asks for, then what they need, then what they may
    like."""

    CURRENT_TALK = "current_talk"
    DUE_AGAIN = "due_again"
    GOES_WITH = "goes_with"
    SIMILAR_CUSTOMERS = "similar_customers"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`product`: its key; `name`: empty where no source gives one. `score`: from 0 to 1; it compares products of one
    kind. `evidence`: keys of the customer's own events that it is drawn from; none for what is popular."""

    kind: RecommendationKind
    product: str
    name: str
    score: float
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Occasions:
    """What the history of a customer gives occasion to recommend. `threads`: those that the reader may see. `barred`:
    what the customer returned or complained about (keys), which is never recommended and leads to nothing. `owned`:
    what they ever bought."""

    history: History
    products: ProductContext
    threads: Sequence[Thread]
    barred: frozenset[str]
    owned: frozenset[str]

    @property
    def hidden(self) -> list[str]:
        """What is recommended by no figure of others: what they have is due again, or it is not."""
        return sorted(self.barred | self.owned)

    @property
    def bought(self) -> dict[str, ProductFact]:
        """Key → what they bought, the latest first."""
        return {fact.key: fact for fact in self.products.bought if fact.key not in self.barred}

    @property
    def recently_bought(self) -> list[str]:
        days_since = self.history.days_since
        return [key for key, fact in self.bought.items() if days_since(fact.last_at) <= RECENT_DAYS]

    @property
    def talked_about(self) -> dict[str, Thread]:
        """Key of each product that an open thread is about → the thread that was touched last."""
        talks = [thread for thread in self.threads if thread.kind in TALK_KINDS]
        return {key: thread for thread in reversed(talks) for key in thread.products if key not in self.barred}


def due_again(occasions: Occasions, cycles: Iterable[ProductCycle]) -> Iterator[Recommendation]:
    """By the customer's own interval; where they have none, by that of the product. The score is the part of the
    customer's orders that had it."""
    history, bought = occasions.history, occasions.bought
    for fact in occasions.products.due:
        if fact.key not in occasions.barred:
            yield _due(fact, fact.reason, history)
    without = {fact.key for fact in occasions.products.without_interval}
    for cycle in cycles:
        rare = bought.get(cycle.product) if cycle.product in without else None
        has_cycle = cycle.days > 0 and cycle.again >= LEAST_BUYING_AGAIN * cycle.buyers
        if rare and has_cycle and due_since(rare.last_at, cycle.days, history):
            again = f"{cycle.again:,} of {counted(cycle.buyers, 'customer')} bought it again"
            reason = f"last bought on {rare.last_at[:10]}; {again}, as a rule after {interval(cycle.days)}"
            yield _due(rare, reason, history)


def _due(fact: ProductFact, reason: str, history: History) -> Recommendation:
    score = len(fact.evidence) / len(history.purchases)
    return Recommendation(RecommendationKind.DUE_AGAIN, fact.key, fact.name, score, reason, fact.evidence)


def goes_with(occasions: Occasions, pairs: Iterable[BasketPair], names: Mapping[str, str]) -> Iterator[Recommendation]:
    """By what was bought within RECENT_DAYS."""
    for pair in pairs:
        reason = pair.reason(names)
        evidence = occasions.bought[pair.given].evidence
        yield Recommendation(
            RecommendationKind.GOES_WITH, pair.product, names.get(pair.product, ""), pair.score, reason, evidence
        )


def similar_customers(
    occasions: Occasions, counts: Iterable[NeighbourCount], names: Mapping[str, str]
) -> Iterator[Recommendation]:
    """By all that was bought, so that all of these orders are the evidence."""
    evidence = tuple(order.key for order in occasions.history.purchases)
    for each in counts:
        name = names.get(each.product, "")
        yield Recommendation(
            RecommendationKind.SIMILAR_CUSTOMERS, each.product, name, each.score, each.reason(names), evidence
        )


def current_talk(
    occasions: Occasions, pairs: Iterable[BasketPair], names: Mapping[str, str]
) -> Iterator[Recommendation]:
    """What open threads are about, as long as the customer does not have it, and what is bought together with it."""
    talked_about = occasions.talked_about
    for key, thread in talked_about.items():
        if key not in occasions.owned:
            name = names.get(key) or thread.products[key]
            yield Recommendation(
                RecommendationKind.CURRENT_TALK, key, name, 1.0, f"{_talk(thread)} is about it", thread.evidence
            )
    for pair in pairs:
        thread = talked_about[pair.given]
        told = {pair.given: thread.products[pair.given], **{key: name for key, name in names.items() if name}}
        reason = f"{_talk(thread)} is about {name_of(pair.given, told)}; {pair.reason(told)}"
        name = names.get(pair.product, "")
        yield Recommendation(RecommendationKind.CURRENT_TALK, pair.product, name, pair.score, reason, thread.evidence)


def _talk(thread: Thread) -> str:
    return f"the open {thread.kind.value} since {thread.opened_at[:10]}"


def popular(figures: Iterable[Popularity], names: Mapping[str, str]) -> Iterator[Recommendation]:
    for each in figures:
        name = names.get(each.product, "")
        yield Recommendation(RecommendationKind.POPULAR, each.product, name, each.score, each.reason(), ())


def ranked(recommendations: Sequence[Recommendation], kinds: Collection[RecommendationKind]) -> list[Recommendation]:
    """Those of the wanted kinds, the best of each kind in turn, each product once: so that the first are not all of one
    kind. Within a kind by score, of equals by the product's key."""
    lists = [
        sorted((each for each in recommendations if each.kind is kind), key=lambda each: (-each.score, each.product))
        for kind in RecommendationKind
        if kind in kinds
    ]
    in_turn = [each for row in zip_longest(*lists) for each in row if each]
    first: dict[str, Recommendation] = {}
    for each in in_turn:
        first.setdefault(each.product, each)
    return list(first.values())
