"""`/` and `/go`: find a customer by what somebody says, types, or a telephone sends."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.customer_by_identifier import customer_by_identifier
from profile_service.api.console.display import words
from profile_service.api.console.first_run import FirstRun, first_run
from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_templates import console_page
from profile_service.api.console.recent_customers import RecentCustomers
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_HITS = 10
_LONGEST = 200
_MOST_COMPARED = 5
"""So many exact hits are ordered by what is open; of more nobody says which one they mean."""
_FEWEST_DIGITS = re.compile(r"(\d\D*){7}")
"""Of a phone."""
_IDENTIFIERS = {"phone": "phone", "email": "email", "loyalty": "loyalty_id"}


@dataclass(frozen=True, slots=True)
class Hits:
    """`message`: why there are none, where it is the text's own fault."""

    rows: list[dict[str, Any]]
    has_more: bool = False
    message: str = ""

    def only(self) -> str | None:
        """The id of the one customer whom the text names exactly; None where it names several, or none exactly."""
        exact = [row["node"]["id"] for row in self.rows if not row["near"] and row["matchesAll"]]
        return exact[0] if len(exact) == 1 and not self.has_more else None


class FindPage:
    def __init__(self, queries: PageQueries, recent: RecentCustomers, inspect_megabytes: int = 0) -> None:
        self._queries = queries
        self._recent = recent
        self._inspect_megabytes = inspect_megabytes

    async def show(self, request: Request, caller: Caller) -> Response:
        """The page with the hits of `q`. With `open=1`, as Enter sends it, one exact hit is opened at once."""
        text, reads = request.query_params.get("q", "").strip()[:_LONGEST], caller.rights.reads
        if not allows(reads, "profiles"):
            return console_page("find.html", caller, q="", hits=None, recent=[], first=FirstRun())
        if text and not allows(reads, "search"):
            return await self._by_whole_value(request, caller, text)
        if not text:
            recent = await self._recently(request, caller)
            first = FirstRun() if recent else await first_run(self._queries, request, caller)
            return console_page(
                "find.html",
                caller,
                q="",
                hits=None,
                recent=recent,
                first=first,
                megabytes=self._inspect_megabytes,
            )
        hits = await self._hits(request, caller, text)
        only = hits.only()
        if only and request.query_params.get("open") == "1":
            return RedirectResponse(f"/customer/{quote(only)}?{request.url.query}", 303)
        return console_page("find.html", caller, q=text, hits=hits, recent=[])

    async def _by_whole_value(self, request: Request, caller: Caller, text: str) -> Response:
        """For roles that may not search: on Enter 303 to the customer of this id, order number, e-mail or phone."""
        if request.query_params.get("open") != "1":
            return console_page("find.html", caller, q=text, hits=Hits([]), recent=[])
        kinds = {"mails": "@" in text, "calls": _FEWEST_DIGITS.search(text) is not None}
        answer = await self._queries.ask(request, caller, "by_any", id=text, text=text, **kinds)
        order = answer.data.get("order") or {}
        named = [answer.data.get(name) for name in ("named", "email", "phone")]
        id = next(filter(None, map(_profile_id, [*named, order.get("profile")])), None)
        if id:
            return RedirectResponse(f"/customer/{quote(id)}?{request.url.query}", 303)
        shared = answer.error("CONFLICT")
        hits = Hits([], message=shared.message if shared else "")
        return console_page("find.html", caller, q=text, hits=hits, recent=[])

    async def go(self, request: Request, caller: Caller) -> Response:
        """303 to the customer whom a telephone, a help desk or a shop names; to the list where that may be several."""
        asked = {name: text for name, value in request.query_params.items() if (text := value.strip()[:_LONGEST])}
        for name, type in _IDENTIFIERS.items():
            if value := asked.get(name):
                named = await customer_by_identifier(self._queries, request, caller, type, value)
                return _gone(value, named.id)
        if value := asked.get("order"):
            answer = await self._queries.ask(request, caller, "by_order", number=value)
            return _gone(value, _profile_id((answer.data.get("order") or {}).get("profile")))
        if value := asked.get("id"):
            return RedirectResponse(f"/customer/{quote(value, safe='')}", 303)
        return _gone(asked["ticket"], None) if "ticket" in asked else RedirectResponse("/", 303)

    async def _recently(self, request: Request, caller: Caller) -> list[Mapping[str, Any]]:
        """The customers whom the caller opened last, as they are now."""
        ids = self._recent.of(caller)
        if not ids:
            return []
        answer = await self._queries.ask(request, caller, "recent", ids=ids)
        profiles = [item["profile"] for item in answer.data.get("profiles") or () if item["profile"]]
        return list({profile["id"]: profile for profile in profiles}.values())

    async def _hits(self, request: Request, caller: Caller, text: str) -> Hits:
        answer = await self._queries.ask(request, caller, "find", text=text, first=_HITS)
        page = answer.data.get("searchProfiles")
        if page is None:
            error = answer.error()
            return Hits([], message=error.message if error else "")
        rows = [{**row, "open": 0, "why": _reasons(row["matches"])} for row in page["edges"]]
        if request.query_params.get("open") == "1":
            rows = await self._open_first(request, caller, rows)
        return Hits(rows, page["moreMatches"])

    async def _open_first(self, request: Request, caller: Caller, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows, of the exact ones those with open matters first: somebody who calls mostly calls about one."""
        exact = [row for row in rows if not row["near"] and row["matchesAll"]]
        if not 1 < len(exact) <= _MOST_COMPARED:
            return rows
        answer = await self._queries.ask(request, caller, "open_matters", ids=[row["node"]["id"] for row in exact])
        open_matters = _open_matters(answer)
        for row in exact:
            row["open"] = open_matters.get(row["node"]["id"], 0)
        return sorted(exact, key=lambda row: -row["open"]) + [row for row in rows if row not in exact]


def _reasons(matches: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What matched, each once, with the sources that have it: `former phone`, `+4930…`, `crm, shop`."""
    reasons: dict[tuple[str, str], dict[str, Any]] = {}
    for match in matches:
        kind = match["kind"]
        value = (match["value"] or "").removeprefix(f"{kind}:")
        if kind == "identifier" and value:
            kind, _, value = value.partition(":")
        said = f"{'near ' if match['near'] else ''}{'former ' if match['former'] else ''}{words(kind)}"
        reason = reasons.setdefault((said, value), {"said": said, "value": value, "sources": []})
        if match["source"] not in reason["sources"]:
            reason["sources"].append(match["source"])
    return list(reasons.values())


def _open_matters(answer: PageAnswer) -> Mapping[str, int]:
    """Id → number of open threads."""
    profiles = [item["profile"] for item in answer.data.get("profiles") or () if item["profile"]]
    return {profile["id"]: len(profile["context"]["openThreads"] or ()) for profile in profiles if profile["context"]}


def _profile_id(profile: Mapping[str, Any] | None) -> str | None:
    return profile["id"] if profile else None


def _gone(text: str, id: str | None) -> Response:
    target = f"/customer/{quote(id)}" if id else f"/?q={quote(text, safe='')}&open=1"
    return RedirectResponse(target, 303)
