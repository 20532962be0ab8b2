"""`/customer/{id}/events`: server-sent events for the open page of a customer, in sentences that it can show.

`news` says that there is something new, `company` who else looks at the customer, `over` that no more will come.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from profile_service.api.console.display import count
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.gateway.endless import mark_endless
from profile_service.api.live.viewers import Viewer, Viewers
from profile_service.domain.access.caller import Caller
from profile_service.domain.values.errors import ProfileError

HEARTBEAT_SECONDS = 15.0
"""So often an empty line keeps the connection open, and whoever listens is asked for again."""
_EVENTS = 50
_NO_MORE = Response(status_code=204)
"""Tells a browser not to come again."""


class Watch(Protocol):
    def __call__(self, id: str, tell: Callable[[], None]) -> AbstractAsyncContextManager[None]:
        """Within the block, `tell` is called after each change of the profile."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a caller saw of a customer: the version, the keys of the latest events, and whether it was merged away."""

    version: int
    events: frozenset[str]
    merged: bool = False


class CustomerStream:
    """`caller`: who listens, which is no use of their login; `watch`: of the open store."""

    def __init__(
        self, queries: PageQueries, caller: Callable[[HTTPConnection], Awaitable[Caller]], watch: Watch
    ) -> None:
        self._queries = queries
        self._caller = caller
        self._watch = watch
        self._viewers = Viewers()

    def routes(self) -> list[BaseRoute]:
        return [Route("/customer/{id}/events", self._listen, methods=["GET"])]

    async def _listen(self, request: Request) -> Response:
        """204, after which browsers do not ask again, for whoever is not known, and where too many listen."""
        try:
            caller = await self._caller(request)
        except ProfileError:
            return _NO_MORE
        if not self._viewers.has_room_for(caller):
            return _NO_MORE
        mark_endless(request)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._events(request, caller), media_type="text/event-stream", headers=headers)

    async def _events(self, request: Request, caller: Caller) -> AsyncIterator[str]:
        """Until the caller may see the customer no more, or that cannot be found out."""
        yield "retry: 3000\n\n"
        id, viewer = request.path_params["id"], Viewer(caller)
        with suppress(ProfileError):
            async with self._watch(id, viewer.tell):
                first = await self._seen(request, caller)
                if first is not None:
                    with self._viewers.looking(id, viewer):
                        async for event in self._told(request, viewer, first):
                            yield event
        yield _event("over", "")

    async def _told(self, request: Request, viewer: Viewer, first: _Seen) -> AsyncIterator[str]:
        """Raises ProfileError where the caller is not known any more, or the store is away."""
        id, shown = request.path_params["id"], request.query_params.get("since", "")
        news, company = _news(first, first, shown), _company(self._viewers.others(id, viewer))
        if news:
            yield _event("news", news)
        if company:
            yield _event("company", company)
        while True:
            if not await _within(viewer.woken, HEARTBEAT_SECONDS):
                yield ":\n\n"
            viewer.woken.clear()
            caller = await self._caller(request)
            if viewer.take_news():
                now = await self._seen(request, caller)
                if now is None:
                    return
                if (latest := _news(first, now, shown)) != news:
                    news = latest
                    yield _event("news", news)
            if (present := _company(self._viewers.others(id, viewer))) != company:
                company = present
                yield _event("company", company)

    async def _seen(self, request: Request, caller: Caller) -> _Seen | None:
        """None where there is no such customer, or the caller may not see them."""
        first = caller.rights.page(_EVENTS)
        answer = await self._queries.ask(request, caller, "news", id=request.path_params["id"], first=first)
        profile = answer.data.get("profile")
        if profile is None:
            return None
        events = (profile["timeline"] or {"nodes": ()})["nodes"]
        keys = frozenset(event["key"] for event in events)
        return _Seen(profile["version"], keys, merged=bool(profile["resolvedFrom"]))


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is set within the seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _news(first: _Seen, now: _Seen, shown: str) -> str:
    """What is new since the page was made, in a few words; empty for nothing. `shown`: the version that the page shows,
    which may be older than the first that was seen here."""
    if now.merged:
        return "This customer was merged into another"
    if shown and shown != str(first.version):
        return "This customer has changed"
    if now.version == first.version:
        return ""
    new = len(now.events - first.events)
    if not new:
        return "This customer has changed"
    return count(new, "new event") if new < _EVENTS else "Many new events"


def _company(others: list[str]) -> str:
    if not others:
        return ""
    names = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} and {others[-1]}"
    return f"{names} also {'looks' if len(others) == 1 else 'look'} at this customer"


def _event(name: str, text: str) -> str:
    line = " ".join(text.split())
    return f"event: {name}\ndata: {line}\n\n"
