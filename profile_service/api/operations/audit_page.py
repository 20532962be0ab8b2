"""`/operations/audit`: who looked at a customer, or what somebody did."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_LINES = 50
_LONGEST = 200


class AuditPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """The form; with `profile` or `actor`, the lines about them, the newest first. To see them leaves a line."""
        if not allows(caller.rights.reads, "audit"):
            raise PageRefused(403, f"the role {caller.role or 'of nobody'} may not read the audit")
        asked = {name: request.query_params.get(name, "").strip()[:_LONGEST] for name in ("profile", "actor")}
        page = await self._page(request, caller, asked) if any(asked.values()) else None
        info = page["pageInfo"] if page else {"hasNextPage": False}
        return console_page(
            "audit.html",
            caller,
            q="",
            here="operations",
            asked=asked,
            lines=page["nodes"] if page else None,
            next_page="?" + urlencode({**asked, "after": info["endCursor"]}) if info["hasNextPage"] else None,
        )

    async def _page(self, request: Request, caller: Caller, asked: dict[str, str]) -> Any:
        answer = await self._queries.ask(
            request,
            caller,
            "audit",
            first=caller.rights.page(_LINES),
            after=request.query_params.get("after") or None,
            **{name: value or None for name, value in asked.items()},
        )
        if error := answer.error():
            raise PageRefused.of(error)
        return answer.data["auditTrail"]
