"""Questions about identity: why, how, what happened, and the feed of what changes."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.explanation.reasons import HistoryConnection, How, Why
from profile_service.api.types.profile.profile import After, First, ViewName
from profile_service.api.types.stewardship.changes import ChangeConnection
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.request import Asked

_Who = Annotated[strawberry.ID, strawberry.argument(description="A record's key, or a profile's id; old ids too.")]
_Many = Annotated[int | None, strawberry.argument(description="How many, from 1 to 1000.")]
_Number = Annotated[
    str | None, strawberry.argument(description="The number of the last change that was taken in; else from the start.")
]


@strawberry.type
class ReasonQueries:
    @worked_out("Why two are one person, or what keeps them apart.")
    async def why(self, info: Asked, a: _Who, b: _Who, view: ViewName = UNSET) -> Why:
        return Why.of(await info.context.read.reasons.why(a, b, given(view)))

    @worked_out("The steps by which a profile came to be; null where there never was one.")
    async def how(self, info: Asked, profile: _Who, view: ViewName = UNSET) -> How | None:
        told = await info.context.read.reasons.how(profile, given(view))
        return How.of(told) if told else None

    @worked_out("Every merge, split, judgement and lock of a profile; null where there never was one.")
    async def history(
        self, info: Asked, profile: _Who, first: First = 20, after: After = UNSET, view: ViewName = UNSET
    ) -> HistoryConnection | None:
        told = await info.context.read.reasons.history(profile, given(first, 20), given(after), given(view))
        return HistoryConnection.of(told, given(after)) if told else None

    @worked_out("Every visible change of a profile in the order of commits, for services that keep a copy.")
    async def changes(self, info: Asked, after: _Number = UNSET, first: _Many = 100) -> ChangeConnection:
        return ChangeConnection.of(await info.context.read.feed.page(given(first, 100), given(after)), given(after))
