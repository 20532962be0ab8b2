"""`/customer/{id}/merge`: choose the customer that this one is to be merged with."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.identity.identity_page import found_profile, moved_to
from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_LONGEST = 200


class MergePage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """Those who stand next to the customer, and those whom the text `with` finds."""
        if not allows(caller.rights.mutations, "mergeProfiles"):
            raise PageRefused(403, "your role merges no customers")
        text = request.query_params.get("with", "").strip()[:_LONGEST]
        answer = await self._queries.ask(
            request, caller, "merge_candidates", id=request.path_params["id"], text=text, search=bool(text)
        )
        profile = found_profile(answer)
        if profile["resolvedFrom"]:
            return moved_to(request, profile, "/merge")
        return console_page(
            "merge.html", caller, q="", profile=profile, shows=answer.shown.shows, text=text,
            hits=_hits(answer, profile["id"]),
            message=error.message if (error := answer.error()) else "",
        )  # fmt: skip


def _hits(answer: PageAnswer, own: str) -> list[Mapping[str, Any]]:
    found = answer.data.get("searchProfiles") or {"edges": []}
    return [edge for edge in found["edges"] if edge["node"]["id"] != own]
