"""`/customer/{id}/history`: what happened to the profile, who did it, when and why, and what can be undone."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.identity.identity_page import found_profile, moved_to, require_explanations
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller


class HistoryPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        require_explanations(caller)
        answer = await self._queries.ask(
            request, caller, "profile_history", id=request.path_params["id"], after=request.query_params.get("after")
        )
        profile = found_profile(answer)
        if profile["resolvedFrom"]:
            return moved_to(request, profile, "/history")
        history: dict[str, Any] = answer.data["history"]
        page = history["pageInfo"]
        return console_page(
            "history.html",
            caller,
            q="",
            profile=profile,
            shows=answer.shown.shows,
            steps=history["nodes"],
            decisions={each["id"]: each for each in answer.data["decisions"]["nodes"]},
            next_page="?" + urlencode({"after": page["endCursor"]}) if page["hasNextPage"] else None,
        )
