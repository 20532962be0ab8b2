"""`profile recommend`: products that a customer may want next, without GraphQL."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import EXIT_NOT_FOUND, settings
from profile_service.cli.console.options import AsJson, ShownView
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.profile.lookup import find_customer
from profile_service.domain.recommendations.recommendations import Recommendation, RecommendationKind
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.views import views_with_own
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.recommendations.recommender import Recommender
from profile_service.store.engine.store import Store


def recommend(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="ID|IDENTIFIER",
            help="Id of a profile, old ones too, or an identifier such as loyalty_id:88213.",
            show_default=False,
        ),
    ],
    view: ShownView = None,
    kind: Annotated[
        list[RecommendationKind] | None,
        typer.Option(metavar="KIND", help="Recommend this kind alone: current_talk, due_again… May be repeated."),
    ] = None,
    most: Annotated[int, typer.Option(metavar="N", help="How many to recommend.", min=1, max=100)] = 10,
    *,
    as_json: AsJson = False,
) -> None:
    """Recommend products to one customer, each with its reason; exit code 1 where there is no such customer.

    What they talk about, what is due again, what goes with what they bought, and what customers like them
    bought; what is popular where there is nothing else.
    """
    kinds = frozenset(kind or RecommendationKind)
    found = ask_audited("profile recommend", lambda store, acts: _read(store, acts, (asked, view), most, kinds))
    if found is None:
        say("profile-service: no profile has this id or identifier; profile search finds names, numbers and records")
        raise typer.Exit(EXIT_NOT_FOUND)
    if as_json:
        print_json({"recommendations": [_data(each) for each in found]})
        return
    print_lines(_lines(found) if found else ["nothing to recommend"])


async def _read(
    store: Store,
    acts: AuditedActs,
    asked: tuple[str, str | None],
    most: int,
    kinds: Collection[RecommendationKind],
) -> list[Recommendation] | None:
    config = settings()
    reader = ProfileReader(store, config.country, await reading_basis(store, views_with_own(config.views)), acts=acts)
    customer = await find_customer(reader, *asked)
    if customer is None:
        return None
    purchases = CustomerPurchases(store)
    try:
        return await Recommender(store, purchases).recommendations(customer, most, kinds)
    finally:
        await purchases.close()


def _lines(recommendations: Sequence[Recommendation]) -> Iterator[str]:
    for each in recommendations:
        yield f"{each.name or each.product}  ({each.product})"
        yield f"    {each.kind.value.replace('_', ' ')}, {each.score:.2f}: {each.reason}"


def _data(each: Recommendation) -> dict[str, Any]:
    return {
        "product": {"key": each.product, "name": each.name or None},
        "kind": each.kind.value,
        "score": round(each.score, 4),
        "reason": each.reason,
        "evidence": list(each.evidence),
    }
