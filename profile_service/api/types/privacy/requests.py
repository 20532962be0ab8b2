"""Restrictions and suppressions, and the list of what was asked for."""

from enum import Enum

import strawberry
from strawberry import UNSET

from profile_service.api.types.privacy.erasures import ErasedCount
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.privacy import privacy_desk as service


@strawberry.enum(description="What was asked for.")
class PrivacyAct(Enum):
    ERASE = strawberry.enum_value("erase", description="A person was erased.")
    SUPPRESS = strawberry.enum_value("suppress", description="Something is left out of all later loads.")
    LIFT = strawberry.enum_value("lift", description="It may come in again.")
    RESTRICT = strawberry.enum_value("restrict", description="A person's data are kept, and used no more.")
    UNRESTRICT = strawberry.enum_value("unrestrict", description="They are used again.")


@strawberry.input(description="A person whose data are to be kept and used no more, or to be used again.")
class RestrictProfileInput:
    profile: strawberry.ID = strawberry.field(description="Id of the profile; a former id works too.")
    lift: bool = strawberry.field(default=False, description="True to let the data be used again.")
    reason: str = strawberry.field(
        default="", description="Why; of its words nothing but a keyed hash is kept. Needed but in a dry run."
    )
    dry_run: bool = strawberry.field(default=False, description="True to change nothing.")


@strawberry.type(description="A profile whose data are restricted, or used again.")
class RestrictedProfile:
    profile: strawberry.ID = strawberry.field(description="The id that was named.")
    records: int = strawberry.field(description="How many records it has.")
    restricted: bool = strawberry.field(description="True where they are restricted, false where that was lifted.")
    dry_run: bool = strawberry.field(description="True where nothing was changed.")


@strawberry.input(description="What is to be left out of all later loads, or to come in again: one of the two.")
class SuppressIdentifierInput:
    identifier: IdentifierInput | None = strawberry.field(
        default=UNSET, description="A value that no record may bring: an e-mail, a phone, a loyalty number."
    )
    record: str | None = strawberry.field(default=UNSET, description="Key of a record, `source:id`.")
    lift: bool = strawberry.field(default=False, description="True to let it come in again.")
    reason: str = strawberry.field(
        default="", description="Why; of its words nothing but a keyed hash is kept. Needed but in a dry run."
    )
    dry_run: bool = strawberry.field(default=False, description="True to change nothing.")


@strawberry.type(description="Something that is left out of all later loads, or may come in again.")
class SuppressedIdentifier:
    act: strawberry.ID | None = strawberry.field(description="Id of the act in the ledger; null in a dry run.")
    suppressed: bool = strawberry.field(description="True where it is left out, false where that was lifted.")
    dry_run: bool = strawberry.field(description="True where nothing was changed.")


@strawberry.type(description="Something that was asked for and carried out. It names no customer.")
class PrivacyRequest:
    id: strawberry.ID = strawberry.field(description="Id of the act in the ledger.")
    act: PrivacyAct = strawberry.field(description="What was asked for.")
    at: Moment = strawberry.field(description="When it was written into the ledger.")
    actor: str = strawberry.field(description="Who carried it out.")
    is_complete: bool = strawberry.field(description="False of an erasure that is still going on.")
    counts: list[ErasedCount] = strawberry.field(description="What was erased.")
    receipt: str | None = strawberry.field(
        description="Receipt of a complete erasure, as JSON text, which `privacy verify-receipt` proves later."
    )

    @classmethod
    def of(cls, request: service.PrivacyRequest) -> "PrivacyRequest":
        entry = request.entry
        return cls(
            id=strawberry.ID(entry.id),
            act=PrivacyAct(entry.act.value),
            at=Moment(entry.at),
            actor=entry.actor,
            is_complete=request.is_complete,
            counts=ErasedCount.of(entry.counts),
            receipt=request.receipt,
        )


@strawberry.type(description="A request with its cursor.")
class PrivacyRequestEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: PrivacyRequest = strawberry.field(description="The request at this cursor.")


@strawberry.type(description="A page of requests, the newest first.")
class PrivacyRequestConnection:
    edges: list[PrivacyRequestEdge] = strawberry.field(description=EDGES)
    nodes: list[PrivacyRequest] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(
        cls, requests: list[service.PrivacyRequest], *, has_next: bool, after: str | None
    ) -> "PrivacyRequestConnection":
        nodes = [PrivacyRequest.of(request) for request in requests]
        edges = [
            PrivacyRequestEdge(cursor=write_cursor(str(request.entry.seq)), node=node)
            for request, node in zip(requests, nodes, strict=True)
        ]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
