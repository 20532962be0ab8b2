"""Queries about identity: why, how, history, and the feed of changes with its store."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.explanation.reasons import HistoryConnection, How, Why
from profile_service.api.types.stewardship.changes import ChangeConnection, Store
from profile_service.api.types.values.arguments import After, First, ViewName
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo

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
    @resolver("Why two are one person, or what keeps them apart.")
    async def why(self, info: RequestInfo, a: RecordOrProfile, b: RecordOrProfile, view: ViewName = UNSET) -> Why:
        return Why.of(await info.context.reader.reasons.why(a, b, value_or_none(view)))

    @resolver("How a profile came to be, step by step; null where it never existed.")
    async def how(self, info: RequestInfo, profile: RecordOrProfile, view: ViewName = UNSET) -> How | None:
        explanation = await info.context.reader.reasons.how(profile, value_or_none(view))
        return How.of(explanation) if explanation else None

    @resolver("Merges, splits, judgements and locks of a profile, newest first; null where it never existed.")
    async def history(
        self,
        info: RequestInfo,
        profile: RecordOrProfile,
        first: First = 20,
        after: After = UNSET,
        view: ViewName = UNSET,
    ) -> HistoryConnection | None:
        reasons, cursor = info.context.reader.reasons, value_or_none(after)
        explanation = await reasons.history(profile, value_or(first, 20), cursor, value_or_none(view))
        return HistoryConnection.of(explanation, cursor) if explanation else None

    @resolver("The store that answers: its id, and the number of its latest change.")
    async def store(self, info: RequestInfo) -> Store:
        return Store.of(await info.context.reader.feed.store_state())

    @resolver(
        "Every visible change of a profile in the order of commits, for services that keep a copy. An error with code "
        "CURSOR_AHEAD where the feed ends before `after`: the store was built anew, which its id tells, or set back."
    )
    async def changes(self, info: RequestInfo, after: LastChange = UNSET, first: ChangeCount = 100) -> ChangeConnection:
        number = value_or_none(after)
        return ChangeConnection.of(await info.context.reader.feed.page(value_or(first, 100), number), number)
