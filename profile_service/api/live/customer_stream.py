"""`/customer/{id}/events`: server-sent events for the open page of a customer, in sentences that it can show.

`news` says that there is something new, `company` who else looks at the customer, `over` that no more will come.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.live import event_stream
from profile_service.api.live.event_stream import BEGINNING, HEARTBEAT, listed_names, stream_event, within
from profile_service.api.live.viewers import Viewer, Viewers
from profile_service.domain.access.caller import Caller
from profile_service.domain.values.errors import ProfileError, StoreError
from profile_service.domain.values.quantities import counted

_EVENTS = 50


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
        self,
        queries: PageQueries,
        caller: Callable[[HTTPConnection], Awaitable[Caller]],
        watch: Watch,
        viewers: Viewers,
    ) -> None:
        self._queries = queries
        self._caller = caller
        self._watch = watch
        self._viewers = viewers

    def routes(self) -> list[BaseRoute]:
        return [Route("/customer/{id}/events", self._listen, methods=["GET"])]

    async def _listen(self, request: Request) -> Response:
        return await event_stream.event_stream(request, self._caller, self._viewers, self._events)

    async def _events(self, request: Request, caller: Caller) -> AsyncIterator[str]:
        """Until the caller may see the customer no more. Where that cannot be found out, for the store is away or the
        server about to end, the page comes again."""
        yield BEGINNING
        id, viewer = request.path_params["id"], Viewer(caller)
        try:
            async with self._watch(id, viewer.tell):
                first = await self._seen(request, caller)
                if first is not None:
                    with self._viewers.looking(id, viewer):
                        async for event in self._told(request, viewer, first):
                            yield event
        except StoreError:
            return
        except ProfileError:
            pass
        if not self._viewers.are_over():
            yield stream_event("over", "")

    async def _told(self, request: Request, viewer: Viewer, first: _Seen) -> AsyncIterator[str]:
        """Raises ProfileError where the caller is not known any more, or the store is away."""
        id, shown = request.path_params["id"], request.query_params.get("since", "")
        news, company = _news(first, first, shown), _company(self._viewers.others(id, viewer))
        if news:
            yield stream_event("news", news)
        if company:
            yield stream_event("company", company)
        while not self._viewers.are_over():
            if not await within(viewer.woken, event_stream.HEARTBEAT_SECONDS):
                yield HEARTBEAT
            viewer.woken.clear()
            if self._viewers.are_over():
                return
            caller = await self._caller(request)
            if viewer.take_news():
                now = await self._seen(request, caller)
                if now is None:
                    return
                if (latest := _news(first, now, shown)) != news:
                    news = latest
                    yield stream_event("news", news)
            if (present := _company(self._viewers.others(id, viewer))) != company:
                company = present
                yield stream_event("company", company)

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
    return counted(new, "new event") if new < _EVENTS else "Many new events"


def _company(others: list[str]) -> str:
    if not others:
        return ""
    return f"{listed_names(others)} also {'looks' if len(others) == 1 else 'look'} at this customer"
