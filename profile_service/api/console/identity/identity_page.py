"""`/customer/{id}/identity`: which records are this customer, what joins them, and what stewards decided about it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.identity.identity_graph import draw_identity, identifier_id
from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_JOINING = {"IDENTIFIER", "SAME", "LOCK"}
_NO_EXPLANATIONS = "your role does not show why records are one person"


class IdentityPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """The page; 308 from an id that was merged away. `node`: the record or identifier that is looked at; `a` and
        `b`: two records that are compared; `event`: one that may be moved; `done`: a decision that was just made."""
        require_explanations(caller)
        asked = request.query_params
        answer = await self._queries.ask(request, caller, "identity", id=request.path_params["id"])
        profile = found_profile(answer)
        if profile["resolvedFrom"]:
            return moved_to(request, profile, "/identity")
        return console_page(
            "identity.html",
            caller,
            q="",
            profile=profile,
            shows=answer.shown.shows,
            steps=[step for step in (answer.data["how"] or {}).get("steps", ()) if step["kind"] in _JOINING],
            decisions=answer.data["decisions"]["nodes"],
            more_decisions=answer.data["decisions"]["pageInfo"]["hasNextPage"],
            comparison=await self._comparison(request, caller),
            drawing=draw_identity(profile["records"], profile["identifiers"]),
            node=asked.get("node", ""),
            event=asked.get("event", ""),
            identifier_id=identifier_id,
            looked_at=_looked_at(profile, asked.get("node", "")),
            done=_done(answer, asked.get("done")),
        )

    async def _comparison(self, request: Request, caller: Caller) -> dict[str, Any]:
        """The two records that are compared, and why they are one person, or what stands in the way of an answer."""
        a, b = (request.query_params.get(name, "").strip() for name in ("a", "b"))
        if not (a and b):
            return {"a": a, "b": b, "why": None, "message": ""}
        answer = await self._queries.ask(request, caller, "evidence", a=a, b=b)
        error = answer.error()
        return {"a": a, "b": b, "why": answer.data.get("why"), "message": error.message if error else ""}


def require_explanations(caller: Caller) -> None:
    """Raises PageRefused for those who may not read why records are one person."""
    if not allows(caller.rights.reads, "explanations"):
        raise PageRefused(403, _NO_EXPLANATIONS)


def found_profile(answer: PageAnswer) -> Mapping[str, Any]:
    """The profile that was asked for. Raises PageRefused where there is none."""
    profile: Mapping[str, Any] | None = answer.data.get("profile")
    if profile is None:
        error = answer.error()
        raise PageRefused.of(error) if error else PageRefused(404, "no customer has this id, and none ever had")
    return profile


def moved_to(request: Request, profile: Mapping[str, Any], page: str) -> Response:
    query = urlencode([*request.query_params.multi_items(), ("former", profile["resolvedFrom"])])
    return RedirectResponse(f"/customer/{quote(profile['id'])}{page}?{query}", 308)


def _looked_at(profile: Mapping[str, Any], node: str) -> dict[str, Any]:
    """The record or the identifier that `node` names; where the drawing is of groups, all of that source or type."""
    records: Sequence[Mapping[str, Any]] = profile["records"]
    identifiers: Sequence[Mapping[str, Any]] = profile["identifiers"]
    record = next((each for each in records if each["key"] == node), None)
    identifier = next((each for each in identifiers if identifier_id(each) == node), None)
    keys = {each["key"] for each in records if node and node in {each["key"], each["source"]}}
    ids = {identifier_id(each) for each in identifiers if node and node in {identifier_id(each), each["type"]}}
    return {"record": record, "identifier": identifier, "marked": keys | ids}


def _done(answer: PageAnswer, id: str | None) -> dict[str, Any] | None:
    """What the page says of a decision that was just made, as it is read back now; None where none was."""
    if id is None:
        return None
    decision = next((each for each in answer.data["decisions"]["nodes"] if each["id"] == id), None)
    return {"decision": decision}
