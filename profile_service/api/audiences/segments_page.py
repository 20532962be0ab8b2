"""`/segments`: the declared segments, a condition to try, how many customers meet it and who."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_MEMBERS = 20
_EXAMPLE = """who:
  all:
    - did: {families: [order], at_least: 3}
    - not:
        did: {families: [order], days: 90}
"""


class SegmentsPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """The list; of the one that is named, or of the condition that is written, the size and a page of members. A
        condition that cannot be read keeps its text, and the sentence that says why stands beside it."""
        if not allows(caller.rights.reads, "segments"):
            raise PageRefused(403, f"the role {caller.role or 'of nobody'} may not read segments of customers")
        segment = request.query_params.get("segment", "").strip()
        # Forms send lines that end with a carriage return.
        who = request.query_params.get("who", "").replace("\r\n", "\n").strip()
        listed = await self._queries.ask(request, caller, "segment_list")
        refused = listed.error()
        if refused:
            raise PageRefused.of(refused)
        shown = await self._counted(request, caller, segment or None, None if segment else who or None)
        return console_page(
            "segments.html",
            caller,
            q="",
            here="segments",
            focus_box=False,
            segments=listed.data["segments"],
            segment=segment,
            who=who or _EXAMPLE,
            **shown,
        )

    async def _counted(self, request: Request, caller: Caller, segment: str | None, who: str | None) -> dict[str, Any]:
        """What the template shows of one segment; nothing where none is asked for."""
        nothing: dict[str, Any] = {"size": None, "customers": [], "next_page": None, "refusal": ""}
        if segment is None and who is None:
            return nothing
        after = request.query_params.get("after") or None
        answer = await self._queries.ask(
            request, caller, "segment", segment=segment, who=who, first=caller.rights.page(_MEMBERS), after=after
        )
        error = answer.error()
        if error and segment:
            raise PageRefused.of(error)
        if error:
            return nothing | {"refusal": error.message}
        page = answer.data["segmentMembers"]
        ids = [node["id"] for node in page["nodes"]]
        names = await self._queries.ask(request, caller, "customer_names", ids=ids) if ids else None
        asked = {"segment": segment} if segment else {"who": who or ""}
        info = page["pageInfo"]
        return nothing | {
            "size": answer.data["segmentSize"],
            "customers": names.data["profiles"] if names else [],
            "next_page": "?" + urlencode({**asked, "after": info["endCursor"]}) if info["hasNextPage"] else None,
        }
