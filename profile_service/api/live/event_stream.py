"""Server-sent events: the form of a stream and of an event in it, and how long it waits for one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response, StreamingResponse

from profile_service.api.gateway.endless import mark_endless
from profile_service.api.live.viewers import Viewers
from profile_service.domain.access.caller import Caller
from profile_service.domain.values.errors import ProfileError, StoreError

HEARTBEAT_SECONDS = 15.0
"""So often an empty line keeps the connection open, and whoever listens is asked for again."""
NO_MORE = Response(status_code=204)
"""Tells a browser not to come again."""
BEGINNING = "retry: 3000\n\n"
HEARTBEAT = ":\n\n"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def event_stream(
    request: Request,
    caller_of: Callable[[HTTPConnection], Awaitable[Caller]],
    viewers: Viewers,
    events: Callable[[Request, Caller], AsyncIterator[str]],
) -> Response:
    """The stream of events for whoever listens; 204, after which browsers do not ask again, for whoever is not known,
    and where too many listen; an empty one, after which they do, where the store is away."""
    try:
        caller = await caller_of(request)
    except StoreError:
        return StreamingResponse(iter([BEGINNING]), media_type="text/event-stream", headers=_HEADERS)
    except ProfileError:
        return NO_MORE
    if not viewers.has_room_for(caller):
        return NO_MORE
    mark_endless(request)
    return StreamingResponse(events(request, caller), media_type="text/event-stream", headers=_HEADERS)


def stream_event(name: str, text: str) -> str:
    line = " ".join(text.split())
    return f"event: {name}\ndata: {line}\n\n"


async def within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is set within the seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def listed_names(names: Sequence[str]) -> str:
    """`Ann`, `Ann and Ben`, `Ann, Ben and Cem`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
