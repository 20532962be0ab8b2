"""Arguments that several fields take, each with its description."""

from typing import Annotated, TypeVar

import strawberry

from profile_service.api.types.values.scalars import Moment

Input = TypeVar("Input")

Command = Annotated[Input, strawberry.argument(description="The command: what to do, who decides and why.")]

First = Annotated[int | None, strawberry.argument(description="Number of items, from 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="`endCursor` of the page before; the first page where omitted.")
]
ViewName = Annotated[
    str | None,
    strawberry.argument(
        description="Name of a view (`support`, `marketing`, `commerce`, `full` or one of your own); the widest where "
        "omitted. Whatever is outside the view is left out; naming it is an error with code OUTSIDE_VIEW."
    ),
]
ProfileId = Annotated[strawberry.ID, strawberry.argument(description="Id of a profile; a former id works too.")]

Kinds = Annotated[
    list[str] | None, strawberry.argument(description="Kinds of events to return, such as `order`; all where omitted.")
]
Channels = Annotated[
    list[str] | None, strawberry.argument(description="Channels of events to return, such as `web`; all where omitted.")
]
Since = Annotated[Moment | None, strawberry.argument(description="First moment to include.")]
Until = Annotated[Moment | None, strawberry.argument(description="First moment to leave out again.")]
