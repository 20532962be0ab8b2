"""Changes: what became of profiles."""

import strawberry

from profile_service.api.types.values.pages import PageInfo
from profile_service.api.types.values.scalars import Moment, SequenceNumber
from profile_service.domain.stewardship import changes as domain
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.service.profile.change_feed import FeedPage

strawberry.enum(ChangeKind, description="What happened to a profile.")


@strawberry.type(description="One visible change of one profile.")
class Change:
    kind: ChangeKind
    profile: strawberry.ID
    others: list[strawberry.ID] = strawberry.field(
        description="Of `MERGED`: ids that lead to this profile from now on. Of `SPLIT`: profiles that took records."
    )
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that moved.")
    note: str | None = strawberry.field(description="The judgement's id, or what else names the cause.")

    @classmethod
    def of(cls, change: domain.Change) -> "Change":
        return cls(
            kind=change.kind,
            profile=strawberry.ID(change.profile),
            others=[strawberry.ID(id) for id in change.others],
            records=[strawberry.ID(key) for key in change.records],
            note=change.note or None,
        )


@strawberry.type(description="A change in its place in the feed.")
class RecordedChange(Change):
    seq: SequenceNumber = strawberry.field(description="Counts from 1 without gaps, in the order of commits.")
    at: Moment
    actor: str | None = strawberry.field(description="Who caused it: a steward, or `load` with the id of its run.")

    @classmethod
    def recorded(cls, recorded: domain.RecordedChange) -> "RecordedChange":
        change = Change.of(recorded.change)
        return cls(
            kind=change.kind,
            profile=change.profile,
            others=change.others,
            records=change.records,
            note=change.note,
            seq=SequenceNumber(recorded.seq),
            at=Moment(recorded.at),
            actor=recorded.actor or None,
        )


@strawberry.type
class ChangeEdge:
    cursor: str
    node: RecordedChange


@strawberry.type(
    description="The feed of changes, the oldest first: exactly what was committed. `pageInfo.hasNextPage` is false "
    "for whoever is up to date."
)
class ChangeConnection:
    edges: list[ChangeEdge]
    nodes: list[RecordedChange]
    page_info: PageInfo
    last_seq: SequenceNumber = strawberry.field(description="The number of the latest change; 0 where there is none.")

    @classmethod
    def of(cls, page: FeedPage, after: str | None) -> "ChangeConnection":
        nodes = [RecordedChange.recorded(each) for each in page.changes]
        edges = [ChangeEdge(cursor=str(node.seq), node=node) for node in nodes]
        return cls(
            edges=edges,
            nodes=nodes,
            page_info=PageInfo.of(edges, has_next=page.has_next, after=after),
            last_seq=SequenceNumber(page.last_seq),
        )
