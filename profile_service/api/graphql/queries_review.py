"""The query of the review queue."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.stewardship.review import ReviewConnection
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo


@strawberry.type
class ReviewQueries:
    @resolver("Contested identifiers that wait for a decision, oldest first.")
    async def review_queue(self, info: RequestInfo, first: First = 20, after: After = UNSET) -> ReviewConnection:
        cursor = value_or_none(after)
        items, has_next = await info.context.stewardship.review(value_or(first, 20), cursor)
        return ReviewConnection.of(items, has_next=has_next, after=cursor)
