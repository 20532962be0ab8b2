"""The queries of what stewards decide about and look back at: the review queue, their decisions, and former versions of
notes."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.stewardship.decisions import DecisionConnection
from profile_service.api.types.stewardship.notes import InteractionVersion
from profile_service.api.types.stewardship.review import ReviewConnection, ReviewEdge
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, set_or_none, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.commands import ReviewFilter
from profile_service.domain.stewardship.decisions import DecisionState

EventKey = Annotated[strawberry.ID, strawberry.argument(description="Key of the interaction's event: `desk:…`.")]

DecidedProfile = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Id of a profile, whose history they are to be in; a former id works too. All decisions where "
        "omitted."
    ),
]
InState = Annotated[
    DecisionState | None, strawberry.argument(description="Only decisions in this state; all where omitted.")
]
ItemTypes = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Only items of these types: types of identifiers, or `proposal`; all where omitted."
    ),
]
Obstacles = Annotated[
    list[Obstacle] | None, strawberry.argument(description="Only items with these obstacles; all where omitted.")
]
ItemId = Annotated[
    strawberry.ID, strawberry.argument(description="As the queue names it, such as `phone:+14155552671`.")
]


@strawberry.type
class ReviewQueries:
    @resolver("Contested identifiers and proposed merges that wait for a decision, oldest first.")
    async def review_queue(
        self,
        info: RequestInfo,
        first: First = 20,
        after: After = UNSET,
        types: ItemTypes = UNSET,
        obstacles: Obstacles = UNSET,
    ) -> ReviewConnection:
        cursor, wanted = value_or_none(after), ReviewFilter(set_or_none(types), set_or_none(obstacles))
        items, has_next = await info.context.stewardship.review(value_or(first, 20), cursor, wanted)
        return ReviewConnection.of(items, has_next=has_next, after=cursor)

    @resolver("One item of the review queue with its place there; null where it is settled, or never waited.")
    async def review_item(self, info: RequestInfo, id: ItemId) -> ReviewEdge | None:
        item = await info.context.stewardship.review_item(id)
        return None if item is None else ReviewEdge.of(item)

    @resolver("Decisions of stewards, newest first; `undo` takes their ids.")
    async def decisions(
        self,
        info: RequestInfo,
        first: First = 20,
        after: After = UNSET,
        profile: DecidedProfile = UNSET,
        state: InState = UNSET,
    ) -> DecisionConnection:
        decisions, cursor, id = info.context.reader.decisions.required(), value_or_none(after), value_or_none(profile)
        profiles = None if id is None else await info.context.reader.all_ids(id)
        listed, has_next = await decisions.page(
            value_or(first, 20), cursor, profiles=profiles, state=value_or_none(state)
        )
        return DecisionConnection.of(listed, has_next=has_next, after=cursor)

    @resolver("What an interaction that was recorded here said before it was corrected or withdrawn, oldest first.")
    async def interaction_versions(self, info: RequestInfo, event: EventKey) -> list[InteractionVersion]:
        return [InteractionVersion.of(version) for version in await info.context.stewardship.note_versions(event)]
