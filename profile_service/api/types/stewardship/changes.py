"""Changes of profiles, and the feed of them."""

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.pages import EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment, SequenceNumber, optional_id
from profile_service.domain.stewardship import changes as domain
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.service.profile.change_feed import FeedPage

_LAST_SEQ = "Number of the latest change in the whole feed; 0 where there is none."
_STORE_ID = (
    "Id of the store, which it keeps for good: another id means that it was built anew and is to be read from the "
    "start. Null where nothing was ever written to it."
)

describe_enum(
    ChangeKind,
    "What happened to a profile.",
    CREATED="It came into being.",
    MERGED="Other profiles were merged into it; their ids lead to it from now on.",
    SPLIT="Records left it for other profiles.",
    ATTRIBUTES="A source record was added, changed or taken away.",
    EVENTS="Events were added, taken back, or moved by a steward.",
    JUDGED="A judgement about its records was made or retracted, or an identifier was moved.",
    LOCKED="A steward locked it.",
    UNLOCKED="A steward unlocked it.",
    REVEALED="Somebody was shown a value that is masked for them; `note` names it. Nothing of the profile changed.",
    REMOVED="Its last record is gone, and no other profile took its place.",
    ERASED="Its person was forgotten: delete every copy of it. Nothing but its id is kept, for this change alone.",
)


@strawberry.type(description="One visible change of one profile.")
class Change:
    kind: ChangeKind = strawberry.field(description="What happened to the profile.")
    profile: strawberry.ID = strawberry.field(description="Id of the profile that changed.")
    others: list[strawberry.ID] = strawberry.field(
        description="For `MERGED`: ids that lead to this profile from now on. For `SPLIT`: profiles that took "
        "records. Else empty."
    )
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that moved.")
    note: str | None = strawberry.field(
        description="Id of the judgement, `undo` with the id of an undone decision, or another text that names the "
        "cause; null where there is none."
    )

    @classmethod
    def of(cls, change: domain.Change) -> "Change":
        return cls(
            kind=change.kind,
            profile=strawberry.ID(change.profile),
            others=[strawberry.ID(id) for id in change.others],
            records=[strawberry.ID(key) for key in change.records],
            note=change.note or None,
        )


@strawberry.type(description="A change with its place in the feed.")
class RecordedChange(Change):
    seq: SequenceNumber = strawberry.field(description="Counts from 1 without gaps, in the order of commits.")
    at: Moment = strawberry.field(description="When it was committed.")
    actor: str | None = strawberry.field(
        description="Who caused it: a steward's name, or `load` with the id of a run; null where no actor is recorded."
    )
    decision: strawberry.ID | None = strawberry.field(
        description="Id of the steward's decision that it is part of, which `undo` takes; null for what loads did."
    )

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
            decision=optional_id(recorded.decision or None),
        )


@strawberry.type(description="A change with its cursor.")
class ChangeEdge:
    cursor: str = strawberry.field(description="The change's number as text, to pass as `after`.")
    node: RecordedChange = strawberry.field(description="The change at this cursor.")


@strawberry.type(
    description="A page of the change feed, oldest first: exactly what was committed. `pageInfo.hasNextPage` is false "
    "for a reader that is up to date."
)
class ChangeConnection:
    edges: list[ChangeEdge] = strawberry.field(description=EDGES)
    nodes: list[RecordedChange] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)
    last_seq: SequenceNumber = strawberry.field(description=_LAST_SEQ)
    store_id: strawberry.ID | None = strawberry.field(description=_STORE_ID)

    @classmethod
    def of(cls, page: FeedPage, after: str | None) -> "ChangeConnection":
        nodes = [RecordedChange.recorded(change) for change in page.changes]
        edges = [ChangeEdge(cursor=str(node.seq), node=node) for node in nodes]
        return cls(
            edges=edges,
            nodes=nodes,
            page_info=PageInfo.of(edges, has_next=page.has_next, after=after),
            last_seq=SequenceNumber(page.store.last_seq),
            store_id=optional_id(page.store.id),
        )


@strawberry.type(description="The store that answers, for readers that keep a copy of it.")
class Store:
    id: strawberry.ID | None = strawberry.field(description=_STORE_ID)
    last_seq: SequenceNumber = strawberry.field(description=_LAST_SEQ)

    @classmethod
    def of(cls, state: domain.StoreState) -> "Store":
        return cls(id=optional_id(state.id), last_seq=SequenceNumber(state.last_seq))
