"""Decisions about cases of the review queue, and the undoing of one's own last one."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from profile_service.api.console.expected_versions import read_versions
from profile_service.api.console.page_queries import PageError, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.review.review_page import ReviewFilters, ReviewPage, StaleDecision
from profile_service.api.login.forms import read_fields
from profile_service.domain.access.caller import Caller

_DOCUMENTS = {"same": "accept", "different": "decline"}
_KINDS = {"ACCEPT", "DECLINE"}
_STALE = {"CONFLICT", "NOT_FOUND"}
_CONTRADICTED = "CONTRADICTED"
_MOST_PAGES = 10


class ReviewActs:
    """Forms, answered by 303 to the page that comes next; by JSON for the script that has painted it already."""

    def __init__(self, queries: PageQueries, pages: ReviewPage) -> None:
        self._queries = queries
        self._pages = pages

    async def decide(self, request: Request, caller: Caller) -> Response:
        """`verdict`: `same` or `different`. 409 with the difference, and with the reason that was typed, where somebody
        decided before, or the profiles changed since the page was made."""
        posted = await read_fields(request, max_fields=20)
        form, filters = dict(posted), ReviewFilters.of(posted)
        item, document = form.get("item", ""), _DOCUMENTS.get(form.get("verdict", ""))
        if document is None:
            raise PageRefused(400, "choose whether they are the same person or not")
        reason, expected = form.get("reason", ""), read_versions(form.get("versions", ""))
        input: dict[str, Any] = {
            "item": item,
            "reason": reason,
            "idempotencyKey": form.get("key") or None,
            "expectedVersions": expected,
        }
        if document == "accept":
            input["despite"] = [value for name, value in posted if name == "despite"]
        answer = await self._queries.change(request, caller, document, input=input)
        if error := answer.error():
            if error.code == _CONTRADICTED:
                stale = _contradicted(error, reason)
            elif error.code in _STALE:
                stale = StaleDecision(error.message, reason, expected)
            else:
                raise PageRefused.of(error)
            return await self._pages.shown_case(request, caller, item, filters, stale)
        following = await self._pages.following(request, caller, filters, form.get("at"), item)
        return _decided(request, filters, following, form, answer.data["effect"])

    async def undo(self, request: Request, caller: Caller) -> Response:
        """Undo `decision`, else the last decision of the caller about a case that holds; 303 to the case `item`, where
        it is named."""
        posted = await read_fields(request, max_fields=20)
        form, filters = dict(posted), ReviewFilters.of(posted)
        decision = form.get("decision") or await self._last_own(request, caller)
        if decision is None:
            raise PageRefused(404, "there is no decision of yours that could be undone")
        answer = await self._queries.change(request, caller, "undo", input={"decision": decision})
        if error := answer.error():
            raise PageRefused.of(error)
        item = form.get("item")
        target = filters.case(item) if item else filters.address("/review")
        if _wants_json(request):
            return JSONResponse({"next": target})
        return RedirectResponse(target, 303)

    async def _last_own(self, request: Request, caller: Caller) -> str | None:
        after: str | None = None
        for _ in range(_MOST_PAGES):
            answer = await self._queries.ask(request, caller, "own_decisions", after=after)
            if error := answer.error():
                raise PageRefused.of(error)
            page = answer.data["decisions"]
            for decision in page["nodes"]:
                if decision["actor"] == caller.name and decision["kind"] in _KINDS:
                    return str(decision["id"])
            if not page["pageInfo"]["hasNextPage"]:
                return None
            after = page["pageInfo"]["endCursor"]
        return None


def _contradicted(error: PageError, reason: str) -> StaleDecision:
    said = error.message.partition(";")[0]
    return StaleDecision(
        f"{said}. Choose Same once more if they are one person all the same",
        reason,
        (),
        error.details["contradictions"],
    )


def _decided(
    request: Request, filters: ReviewFilters, following: str | None, form: Mapping[str, str], effect: Mapping[str, Any]
) -> Response:
    if _wants_json(request):
        touched = {change["profile"] for change in effect["changes"]}
        others = {id for change in effect["changes"] for id in change["others"]}
        target = filters.case(following) if following else filters.address("/review")
        return JSONResponse({"decision": effect["decision"], "next": target, "touched": sorted(touched | others)})
    said = {"decision": effect["decision"], "of": form["item"]}
    return RedirectResponse(filters.case(following, **said) if following else filters.address("/review", **said), 303)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept") == "application/json"
