"""`/customer/{id}/journey`: the steps of a customer as a drawing and as the same in a table."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.customer_page import moved
from profile_service.api.console.journey_chart import journey_chart
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller

_STEPS = 50
_STORE = "store"


class JourneyPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """Without what was bought in a store, where that is most of what happened and nobody asks for it by
        `store=1`."""
        id = request.path_params["id"]
        head = await self._queries.ask(request, caller, "customer_head", id=id)
        profile = head.data.get("profile")
        if profile is None:
            error = head.error()
            raise PageRefused.of(error) if error else PageRefused(404, "no customer has this id, and none ever had")
        if profile["resolvedFrom"]:
            return moved(request, profile, "/journey")
        if not head.shown.shows("insight_journey"):
            raise PageRefused(403, f"the view {profile['view']} shows no journey")
        elsewhere = _channels_beside_the_store(profile)
        channels = None if request.query_params.get("store") else elsewhere
        answer = await self._queries.ask(
            request, caller, "journey", id=id, first=caller.rights.page(_STEPS), channels=channels
        )
        journey = (answer.data.get("profile") or {}).get("journey")
        if journey is None:
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "this customer has no journey")
        return console_page(
            "journey.html",
            caller,
            q="",
            id=profile["id"],
            profile=profile,
            journey=journey,
            shows=answer.shown.shows,
            chart=journey_chart(journey["steps"]) if journey["steps"] else None,
            leaves_store_out=channels is not None,
            can_leave_store_out=elsewhere is not None,
        )


def _channels_beside_the_store(profile: Mapping[str, Any]) -> list[str] | None:
    """The channels but for the store, where more happened there than in all others; else None."""
    counts = {item["channel"]: item["count"] for item in (profile["summary"] or {}).get("byChannel", ())}
    others = [channel for channel in counts if channel and channel != _STORE]
    in_store = counts.get(_STORE, 0)
    return others if others and in_store > sum(counts.values()) - in_store else None
