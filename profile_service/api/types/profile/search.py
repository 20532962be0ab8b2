"""Profiles found by a search, each with what matched."""

from collections.abc import Iterable
from dataclasses import replace

import strawberry

from profile_service.api.types.profile import view_guard
from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.domain.resolution.canonical_form import stated_spelling
from profile_service.domain.search import hits as domain
from profile_service.domain.search.lookups import MatchKind
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.profile_reader import SearchPage

_OF_IDENTIFIERS: frozenset[MatchKind] = frozenset({"identifier", "email", "phone"})


@strawberry.type(description="One way in which a source record of a profile matches the text of a search.")
class SearchMatch:
    kind: str = strawberry.field(
        description="What matched: `id`, `identifier`, `order`, `reference` (the number of a ticket, a parcel or a "
        "payment), `email`, `phone`, `birth_date`, `postal_code`, `street`, `city`, `name` or `nickname`."
    )
    value: str | None = strawberry.field(
        description="The stored value that matched, such as `email:ann@shop.example`; names and addresses in lower "
        "case and plain letters. Null where the view does not show it."
    )
    source: str = strawberry.field(description="Name of the source whose record matches.")
    record: str = strawberry.field(description="Key of the record that matches.")
    near: bool = strawberry.field(description="True where one letter of a typed word is wrong.")
    former: bool = strawberry.field(
        description="True where the customer had the value before, where somebody else states it later though the "
        "customer's own record states it still, or where the source deleted the record since."
    )

    @classmethod
    def of(cls, match: domain.SearchMatch, customer: Customer) -> "SearchMatch":
        return cls(
            kind=match.kind,
            value=match.text if view_guard.shows_match(customer, match) else None,
            source=match.source,
            record=match.record,
            near=match.near,
            former=match.former,
        )


@strawberry.type(description="A profile that matches a search, with its cursor.")
class ProfileEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: Profile = strawberry.field(description="The profile that matches.")
    matched_by: str = strawberry.field(description="What its best match is called; see `SearchMatch.kind`.")
    near: bool = strawberry.field(description="True where it matches only if one letter of a typed word is wrong.")
    matches_all: bool = strawberry.field(description="True where it matches every word of the text.")
    matches: list[SearchMatch] = strawberry.field(description="What matched, and where, the best first.")

    @classmethod
    def of(cls, hit: domain.SearchHit, customer: Customer) -> "ProfileEdge":
        return cls(
            cursor=hit.cursor,
            node=Profile.of(customer),
            matched_by=hit.match,
            near=hit.near,
            matches_all=not hit.missing,
            matches=[SearchMatch.of(match, customer) for match in _stated(hit.matches, customer)],
        )


def _stated(matches: Iterable[domain.SearchMatch], customer: Customer) -> list[domain.SearchMatch]:
    """The matches with identifiers as the records state them instead of their canonical forms, each once; none of a
    customer who is withheld, for what matched is of them, too."""
    if customer.withheld:
        return []
    records = customer.profile.records
    stated: dict[tuple[str, str], domain.SearchMatch] = {}
    for match in matches:
        own_first = sorted(records, key=lambda record: record.key != match.record)
        identifiers = (claim.identifier for record in own_first for claim in record.claims)
        key = stated_spelling(match.text, identifiers, customer.rules) if match.kind in _OF_IDENTIFIERS else match.text
        stated.setdefault((key, match.record), replace(match, text=key))
    return list(stated.values())


@strawberry.type(description="A page of search results, best match first.")
class ProfileConnection:
    edges: list[ProfileEdge] = strawberry.field(description=EDGES)
    nodes: list[Profile] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)
    more_matches: bool = strawberry.field(
        description="True where the text matches more profiles than one search examines; a longer text narrows them "
        "down."
    )

    @classmethod
    def of(cls, page: SearchPage, after: str | None) -> "ProfileConnection":
        edges = [ProfileEdge.of(hit, customer) for hit, customer in page.hits]
        return cls(
            edges=edges,
            nodes=[edge.node for edge in edges],
            page_info=PageInfo.of(edges, has_next=page.has_next, after=after),
            more_matches=page.more_matches,
        )
