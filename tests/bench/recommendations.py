"""`python -m tests.bench recommendations`: how many of the recommended products are bought in the two months to come.

Real baskets of The Complete Journey: what is recommended at the end of October 2017, by the baskets up to then, against
what each household bought in November and December. Beside it what everybody buys most, and what the household itself
bought most often. Every fifth household is asked about; all of them are counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from math import log2
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import TypeAlias

import duckdb

from loaders.demo.population.real_households import source_dir
from profile_service.domain.context.history import WINDOWS, History
from profile_service.domain.context.insights import Insights
from profile_service.domain.recommendations.recommendations import RecommendationKind
from profile_service.domain.sources.events import Line, Subject, Transaction
from profile_service.service.declared.order_states import order_states
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.recommendations.purchase_table import PurchaseTable
from profile_service.service.recommendations.recommender import (
    ALL_KINDS,
    Recommender,
    Sight,
    figures_of,
    listed,
    occasions_of,
)
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.recommendations.order_lines import SEPARATOR, RecordOrders
from tests.bench.figures import Figures
from tests.bench.journey import load_all
from tests.bench.loading import Engine

_NOW = "2017-11-01T00:00:00.000000Z"
_LISTED = 10
_EACH = 5
_QUESTIONS = 50
_BASKETS = """
SELECT household_id::VARCHAR, strftime(min(transaction_timestamp), '%Y-%m-%dT%H:%M:%S.000000Z') AS moment,
  list_sort(list(DISTINCT product_id::VARCHAR)) AS products
FROM read_parquet($transactions)
GROUP BY household_id, basket_id
ORDER BY household_id, moment, basket_id
"""
Basket: TypeAlias = tuple[str, list[str]]
"""Moment, and products."""
Lists: TypeAlias = Mapping[str, Sequence[str]]
"""Household → products, the most recommended first."""


@dataclass(frozen=True)
class Split:
    """Household → baskets before the moment, oldest first, and → products bought from then on."""

    before: Mapping[str, Sequence[Basket]]
    after: Mapping[str, Set[str]]

    @property
    def asked(self) -> list[str]:
        return sorted(self.before.keys() & self.after.keys())[::_EACH]

    def bought(self, household: str) -> Counter[str]:
        """In how many baskets each product was."""
        return Counter(product for _, products in self.before[household] for product in products)


def measure(figures: Figures) -> None:
    split = _split()
    table = PurchaseTable()
    table.add([RecordOrders(household, False, _lines(baskets)) for household, baskets in split.before.items()])
    seconds: list[float] = []
    lists = {"all kinds": _recommended(split, table, ALL_KINDS, seconds)}
    figures.add("recommendations: one question, median", "none", 1000 * median(seconds), "ms")
    for kind in (RecommendationKind.DUE_AGAIN, RecommendationKind.GOES_WITH, RecommendationKind.SIMILAR_CUSTOMERS):
        lists[kind.value.replace("_", " ")] = _recommended(split, table, {kind}, [])
    lists["popular"] = _popular(split)
    lists["own most bought"] = {each: _most(split.bought(each)) for each in split.asked}
    lists["popular, not bought before"] = _popular(split, new=True)
    buyers = Counter(product for each in split.before for product in split.bought(each))
    for name, of in lists.items():
        _add(figures, name, of, split, buyers)
    table.close()


async def on_store(engine: Engine, data_dir: Path, figures: Figures) -> None:
    """The first question, which reads the orders of all households of a store, and later ones."""
    await load_all(engine, data_dir)
    store = Store(RemoteEngine(engine.address, engine.name))
    purchases = CustomerPurchases(store)
    began = perf_counter()
    table = (await purchases.current()).table
    figures.add("recommendations: reading all orders", engine.name, perf_counter() - began, "s")
    reader, recommender = ProfileReader(store, None), Recommender(store, purchases)
    seconds = []
    for (id,) in table.rows("SELECT profile FROM customers ORDER BY profile LIMIT $1", [_QUESTIONS]):
        began = perf_counter()
        customer = await reader.customer(id)
        assert customer
        assert await recommender.recommendations(customer, _LISTED)
        seconds.append(perf_counter() - began)
    figures.add("recommendations: one question, median", engine.name, 1000 * median(seconds), "ms")
    await purchases.close()
    await store.close()


def _add(figures: Figures, name: str, lists: Lists, split: Split, buyers: Counter[str]) -> None:
    shown = {household: products for household, products in lists.items() if products}
    told = [product for products in shown.values() for product in products]
    new = {each: split.after[each] - split.bought(each).keys() for each in split.asked}
    surprise = mean(-log2(buyers[product] / len(split.before)) for product in told)
    for what, value, unit in (
        ("recall@10", 100 * _recall(lists, split.after), "%"),
        ("recall@10 of what is new to them", 100 * _recall(lists, new), "%"),
        ("bought of those recommended", 100 * _precision(shown, split.after), "%"),
        ("households with any", 100 * len(shown) / len(split.asked), "%"),
        ("catalogue coverage", 100 * len(set(told)) / len(buyers), "%"),
        ("novelty", surprise, "bits"),
    ):
        figures.add(f"recommendations, {name}: {what}", "none", value, unit)


def _recall(lists: Lists, after: Mapping[str, Set[str]]) -> float:
    return mean(len(after[each] & set(lists[each])) / len(after[each]) for each in lists if after[each])


def _precision(shown: Lists, after: Mapping[str, Set[str]]) -> float:
    return mean(len(after[each] & set(products)) / len(products) for each, products in shown.items())


def _split() -> Split:
    before: dict[str, list[Basket]] = defaultdict(list)
    after: dict[str, set[str]] = defaultdict(set)
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false")
        parameters = {"transactions": str(source_dir() / "transactions.parquet")}
        for household, moment, products in db.execute(_BASKETS, parameters).fetchall():
            if moment < _NOW:
                before[household].append((moment, products))
            else:
                after[household].update(products)
    return Split(before, after)


def _lines(baskets: Sequence[Basket]) -> list[str]:
    return [SEPARATOR.join((moment, "order", *products)) for moment, products in baskets]


def _recommended(
    split: Split, table: PurchaseTable, kinds: Set[RecommendationKind], seconds: list[float]
) -> dict[str, list[str]]:
    """As the service recommends; the time that each household takes is added to `seconds`."""
    lists = {}
    for household in split.asked:
        insights = Insights(_history(split.before[household]))
        sight = Sight(household, frozenset(kinds), _LISTED)
        began = perf_counter()
        occasions = occasions_of(table, sight, insights, insights)
        recommended = listed(occasions, figures_of(table, sight, occasions), {}, sight)
        seconds.append(perf_counter() - began)
        lists[household] = [each.product for each in recommended]
    return lists


def _history(baskets: Sequence[Basket]) -> History:
    sales = [
        Transaction(
            f"o{n}",
            "journey:1",
            "order",
            moment,
            total_minor=100,
            lines=tuple(Line(Subject("Product", product), 1.0, 100) for product in products),
        )
        for n, (moment, products) in enumerate(baskets)
    ]
    return History(_NOW, sales=tuple(reversed(sales[-WINDOWS["sales"] :])), order_states=order_states())


def _popular(split: Split, *, new: bool = False) -> dict[str, list[str]]:
    """What most households bought; with `new`, without what the household has bought itself."""
    buyers = Counter(product for each in split.before for product in split.bought(each))
    ordered = sorted(buyers, key=_by_count(buyers))
    owned = {each: split.bought(each).keys() if new else set[str]() for each in split.asked}
    return {each: list(islice((p for p in ordered if p not in owned[each]), _LISTED)) for each in split.asked}


def _most(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=_by_count(counts))[:_LISTED]


def _by_count(counts: Counter[str]) -> Callable[[str], tuple[int, str]]:
    return lambda product: (-counts[product], product)


if __name__ == "__main__":
    measure(Figures())
