"""`/customer/{id}`: who the customer is, what is open and what to do now, in one look."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.display import heading
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller

_EVENTS = 20
_FACTS = 6


class CustomerPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """The page; 308 from an id that was merged away, which the page of the survivor then says."""
        asked = request.query_params
        id = request.path_params["id"]
        answer = await self._queries.ask(
            request,
            caller,
            "customer",
            id=id,
            first=_EVENTS,
            after=asked.get("after") or None,
            families=asked.getlist("kind") or None,
            channels=asked.getlist("channel") or None,
            until=asked.get("until") or None,
        )
        profile = answer.data.get("profile")
        if profile is None:
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "no customer has this id, and none ever had")
        if profile["resolvedFrom"]:
            return _moved(request, profile)
        return console_page(
            "customer.html",
            caller,
            q=asked.get("q", ""),
            profile=profile,
            context=profile["context"],
            former=asked.get("former"),
            facts=_attributes(profile),
            refused={error.path[1] for error in answer.errors if len(error.path) > 1},
            filters=_filters(request, profile),
            next_page=_next_page(request, profile),
        )


def _moved(request: Request, profile: Mapping[str, Any]) -> Response:
    query = urlencode([*request.query_params.multi_items(), ("former", profile["resolvedFrom"])])
    return RedirectResponse(f"/customer/{quote(profile['id'])}?{query}", 308)


def _attributes(profile: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The golden values that no line of the head shows."""
    shown = {"name", "email", "phone"}
    return [attribute for attribute in profile["attributes"] if attribute["name"] not in shown]


def _filters(request: Request, profile: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The channels of the customer as links that filter the timeline; each link alone says the whole state."""
    summary = profile["summary"]
    chosen = set(request.query_params.getlist("channel"))
    channels = [item for item in (summary or {}).get("byChannel", ()) if item["channel"]]
    links = [
        {
            "label": heading(item["channel"]),
            "count": item["count"],
            "chosen": item["channel"] in chosen,
            "href": "?" + urlencode({"channel": item["channel"]}) + "#timeline",
        }
        for item in sorted(channels, key=lambda item: -item["count"])[:_FACTS]
    ]
    everything = {"label": "All", "count": None, "chosen": not chosen, "href": "?#timeline"}
    return [everything, *links] if links else []


def _next_page(request: Request, profile: Mapping[str, Any]) -> str | None:
    """The address of the timeline's next page; None at its end."""
    timeline = profile["timeline"]
    if not timeline or not timeline["pageInfo"]["hasNextPage"]:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"after", "q", "former"}]
    return "?" + urlencode([*kept, ("after", timeline["pageInfo"]["endCursor"])]) + "#timeline"
