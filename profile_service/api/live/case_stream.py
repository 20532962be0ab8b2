"""`/review/events?item=`: server-sent events for the open page of a case of the review: who else is on it."""

from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.live import event_stream
from profile_service.api.live.event_stream import BEGINNING, HEARTBEAT, listed_names, stream_event, within
from profile_service.api.live.viewers import Viewer, Viewers, case_key
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows
from profile_service.domain.values.errors import ProfileError, StoreError


class CaseStream:
    """`caller`: who listens, which is no use of their login; `viewers`: shared by all streams of the server."""

    def __init__(
        self, queries: PageQueries, caller: Callable[[HTTPConnection], Awaitable[Caller]], viewers: Viewers
    ) -> None:
        self._queries = queries
        self._caller = caller
        self._viewers = viewers

    def routes(self) -> list[BaseRoute]:
        return [Route("/review/events", self._listen, methods=["GET"])]

    async def _listen(self, request: Request) -> Response:
        return await event_stream.event_stream(request, self._caller, self._viewers, self._events)

    async def _events(self, request: Request, caller: Caller) -> AsyncIterator[str]:
        """Until the caller may read the review no more. Where that cannot be found out, for the store is away or the
        server about to end, the page comes again."""
        yield BEGINNING
        item, viewer = request.query_params.get("item", ""), Viewer(caller)
        try:
            answer = await self._queries.ask(request, caller, "case_presence", item=item)
            if answer.data.get("reviewItem"):
                with self._viewers.looking(case_key(item), viewer):
                    async for event in self._told(request, item, viewer):
                        yield event
        except StoreError:
            return
        except ProfileError:
            pass
        if not self._viewers.are_over():
            yield stream_event("over", "")

    async def _told(self, request: Request, item: str, viewer: Viewer) -> AsyncIterator[str]:
        """Raises ProfileError where the caller is not known any more."""
        company = ""
        while not self._viewers.are_over():
            if (present := company_on_case(self._viewers.on_case(item, viewer.caller))) != company:
                company = present
                yield stream_event("company", company)
            if not await within(viewer.woken, event_stream.HEARTBEAT_SECONDS):
                yield HEARTBEAT
            viewer.woken.clear()
            if self._viewers.are_over():
                return
            if not allows((await self._caller(request)).rights.reads, "review"):
                return


def company_on_case(names: list[str]) -> str:
    """`Ben is on this case`; empty for nobody."""
    return f"{listed_names(names)} {'is' if len(names) == 1 else 'are'} on this case" if names else ""
