"""`/privacy`: what people asked for, and one person's page with what can be done for them."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller

_LONGEST = 200
_REQUESTS = 20


class PrivacyPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def start(self, request: Request, caller: Caller) -> Response:
        """The forms, and a page of past requests; with `id`, the way to the person's page."""
        decide_read(caller, "privacy").required()
        id = request.query_params.get("id", "").strip()[:_LONGEST]
        if id:
            return RedirectResponse(f"/privacy/person/{quote(id, safe='')}", 303)
        answer = await self._queries.ask(
            request,
            caller,
            "privacy_requests",
            first=caller.rights.page(_REQUESTS),
            after=request.query_params.get("after") or None,
        )
        if error := answer.error():
            raise PageRefused.of(error)
        page = answer.data["privacyRequests"]
        info = page["pageInfo"]
        return console_page(
            "privacy.html",
            caller,
            q="",
            here="privacy",
            requests=page["nodes"],
            next_page="?" + urlencode({"after": info["endCursor"]}) if info["hasNextPage"] else None,
        )

    async def receipt(self, request: Request, caller: Caller) -> Response:
        """The receipt of an erasure as a file, for whoever wants to prove it later."""
        decide_read(caller, "privacy").required()
        after, id = None, request.path_params["erasure"]
        while True:
            answer = await self._queries.ask(request, caller, "privacy_requests", first=100, after=after)
            if error := answer.error():
                raise PageRefused.of(error)
            page = answer.data["privacyRequests"]
            receipt = next((each["receipt"] for each in page["nodes"] if each["id"] == id), None)
            if receipt:
                headers = {"content-disposition": f'attachment; filename="erasure-{id[-12:]}.json"'}
                return Response(receipt, media_type="application/json", headers=headers)
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                raise PageRefused(404, "no complete erasure has this id")

    async def person(self, request: Request, caller: Caller) -> Response:
        decide_read(caller, "privacy").required()
        answer = await self._queries.ask(request, caller, "privacy_person", id=request.path_params["id"])
        profile = answer.data.get("profile")
        if not profile:
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "no customer has this id")
        since = [record["restrictedAt"] for record in profile["records"] if record["restrictedAt"]]
        restricted_at = min(since, default=None)
        return console_page(
            "privacy_person.html", caller, q="", here="privacy", profile=profile, restricted_at=restricted_at
        )
