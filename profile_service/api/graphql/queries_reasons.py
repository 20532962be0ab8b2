"""Questions about identity: why, how, what happened, and the feed of what changes."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.explanation.reasons import HistoryConnection, How, Why
from profile_service.api.types.stewardship.changes import ChangeConnection
from profile_service.api.types.values.arguments import After, First, ViewName
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.request import Asked

RecordOrProfile = Annotated[
    strawberry.ID,
    strawberry.argument(description="Key of a source record, or id of a profile; a former id works too."),
]
ChangeCount = Annotated[int | None, strawberry.argument(description="Number of changes, from 1 to 1000.")]
LastChange = Annotated[
    str | None,
    strawberry.argument(description="Number of the last change that was processed; the feed's start where omitted."),
]


@strawberry.type
class ReasonQueries:
    @worked_out("Why two are one person, or what keeps them apart.")
    async def why(self, info: Asked, a: RecordOrProfile, b: RecordOrProfile, view: ViewName = UNSET) -> Why:
        return Why.of(await info.context.read.reasons.why(a, b, given(view)))

    @worked_out("How a profile came to be, step by step; null where it never existed.")
    async def how(self, info: Asked, profile: RecordOrProfile, view: ViewName = UNSET) -> How | None:
        told = await info.context.read.reasons.how(profile, given(view))
        return How.of(told) if told else None

    @worked_out("Merges, splits, judgements and locks of a profile, newest first; null where it never existed.")
    async def history(
        self, info: Asked, profile: RecordOrProfile, first: First = 20, after: After = UNSET, view: ViewName = UNSET
    ) -> HistoryConnection | None:
        told = await info.context.read.reasons.history(profile, given(first, 20), given(after), given(view))
        return HistoryConnection.of(told, given(after)) if told else None

    @worked_out("Every visible change of a profile in the order of commits, for services that keep a copy.")
    async def changes(self, info: Asked, after: LastChange = UNSET, first: ChangeCount = 100) -> ChangeConnection:
        return ChangeConnection.of(await info.context.read.feed.page(given(first, 100), given(after)), given(after))
