"""Questions about what waits for a steward's decision."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.stewardship.review import ReviewConnection
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.request import Asked


@strawberry.type
class ReviewQueries:
    @worked_out("Contested identifiers that wait for a decision, oldest first.")
    async def review_queue(self, info: Asked, first: First = 20, after: After = UNSET) -> ReviewConnection:
        items, has_next = await info.context.steward.review(given(first, 20), given(after))
        return ReviewConnection.of(items, has_next=has_next, after=given(after))
