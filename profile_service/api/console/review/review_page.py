"""`/review`: what waits for a decision; `/review/{item}`: one case, its candidates side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.display import words
from profile_service.api.console.expected_versions import written_versions
from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.console.review.comparison import compared_rows, shown_contradictions
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows
from profile_service.domain.resolution.partition import Obstacle

CasePresence: TypeAlias = Callable[[str, Caller], list[str]]
"""The names of the others who have a case open, by the id of the case and the caller."""
_PAGE = 100
OBSTACLES: Mapping[str, str] = {
    "CONTRADICTION": "What they say cannot be true of one person",
    "AMBIGUOUS": "It fits several persons who cannot be one",
    "LIMIT": "One person would hold too many of a kind",
    "JUDGEMENT": "Somebody judged that they are not the same",
    "LOCK": "One of them is locked",
    "PROPOSED": "Somebody proposes to merge them",
}


@dataclass(frozen=True, slots=True)
class ReviewFilters:
    """The filters of the queue, as an address says them: none stands for all."""

    types: Sequence[str] = ()
    obstacles: Sequence[str] = ()

    @classmethod
    def of(cls, fields: Sequence[tuple[str, str]]) -> "ReviewFilters":
        """Obstacles that there are not are left out."""
        types = [value for name, value in fields if name == "type" and value]
        return cls(types, [value for name, value in fields if name == "obstacle" and value in Obstacle.__members__])

    def variables(self) -> dict[str, list[str] | None]:
        return {"types": list(self.types) or None, "obstacles": list(self.obstacles) or None}

    def pairs(self) -> list[tuple[str, str]]:
        return [("type", type) for type in self.types] + [("obstacle", each) for each in self.obstacles]

    def address(self, path: str, **more: str) -> str:
        query = urlencode([*self.pairs(), *more.items()])
        return f"{path}?{query}" if query else path

    def case(self, item: str, **more: str) -> str:
        """The address of a case, from which the queue goes on with the same filters."""
        return self.address(f"/review/{quote(item, safe='')}", **more)


@dataclass(frozen=True, slots=True)
class StaleDecision:
    """A decision that was not carried out: why, the `reason` that was typed for it, the versions of profiles on which
    it was based, and the contradictions despite which it can be."""

    refusal: str
    reason: str
    expected: Sequence[Mapping[str, Any]]
    despite: Sequence[str] = ()


class ReviewPage:
    def __init__(self, queries: PageQueries, on_case: CasePresence) -> None:
        self._queries = queries
        self._on_case = on_case

    async def queue(self, request: Request, caller: Caller) -> Response:
        filters = ReviewFilters.of(request.query_params.multi_items())
        answer = await self._queries.ask(
            request,
            caller,
            "review_queue",
            first=_PAGE,
            after=request.query_params.get("after"),
            **filters.variables(),
        )
        if error := answer.error():
            raise PageRefused.of(error)
        queue = answer.data["reviewQueue"]
        page = queue["pageInfo"]
        return console_page(
            "review.html",
            caller,
            q="",
            items=queue["nodes"],
            left=_left(queue["nodes"], has_more=page["hasNextPage"]),
            filters=filters,
            links=_links(filters, queue["nodes"]),
            obstacles=OBSTACLES,
            on_case={item["id"]: self._on_case(item["id"], caller) for item in queue["nodes"]},
            said=await self._said(request, caller),
            next_page=filters.address("/review", after=page["endCursor"]) if page["hasNextPage"] else None,
            focus_box=False,
        )

    async def case(self, request: Request, caller: Caller) -> Response:
        filters = ReviewFilters.of(request.query_params.multi_items())
        return await self.shown_case(request, caller, request.path_params["item"], filters)

    async def next(self, request: Request, caller: Caller) -> Response:
        """303 to the case behind the place `after` in the queue, else to the first one; to the queue where only the
        case `but` is left."""
        asked = request.query_params
        filters = ReviewFilters.of(asked.multi_items())
        following = await self.following(request, caller, filters, asked.get("after"), asked.get("but"))
        return RedirectResponse(filters.case(following) if following else filters.address("/review"), 303)

    async def following(
        self, request: Request, caller: Caller, filters: ReviewFilters, after: str | None, but: str | None
    ) -> str | None:
        """The id of the next case; after the last one the first."""
        for place in dict.fromkeys((after, None)):
            answer = await self._queries.ask(request, caller, "review_next", after=place, **filters.variables())
            if error := answer.error():
                raise PageRefused.of(error)
            ids = [node["id"] for node in answer.data["reviewQueue"]["nodes"] if node["id"] != but]
            if ids:
                return str(ids[0])
        return None

    async def shown_case(
        self, request: Request, caller: Caller, item: str, filters: ReviewFilters, stale: StaleDecision | None = None
    ) -> Response:
        """The page of a case; of one that is settled, what was decided. 409 after a stale decision, whose reason stays
        in the form."""
        answer = await self._queries.ask(request, caller, "review_case", item=item, **filters.variables())
        if error := answer.error():
            raise PageRefused.of(error)
        edge = answer.data["reviewItem"]
        since = await self._since(request, caller, stale.expected) if stale and stale.expected else []
        reason = stale.reason if stale else ""
        if edge is None:
            return console_page(
                "review_settled.html", caller, 409 if stale else 404, q="", since=since, reason=reason,
                onward=filters.address("/review/next"), focus_box=False,
            )  # fmt: skip
        case, left = edge["node"], answer.data["left"]
        rows = compared_rows(case["profiles"])
        return console_page(
            "review_case.html",
            caller,
            409 if stale else 200,
            q="",
            case=case,
            rows=rows,
            kept=min(profile["id"] for profile in case["profiles"]),
            why=await self._evidence(request, caller, case["profiles"]),
            obstacle=OBSTACLES[case["obstacle"]],
            versions=written_versions(case["profiles"]),
            at=edge["cursor"],
            left=_left(left["nodes"], has_more=left["pageInfo"]["hasNextPage"]),
            filters=filters,
            onward=filters.address("/review/next", after=edge["cursor"], but=case["id"]),
            refused=stale.refusal if stale else "",
            despite={*shown_contradictions(rows), *(stale.despite if stale else ())},
            reason=reason,
            since=since,
            said=await self._said(request, caller),
            focus_box=False,
        )

    async def _said(self, request: Request, caller: Caller) -> dict[str, Any] | None:
        """The decision that the address says was just made, as it is read back now; None where there is none."""
        asked = request.query_params
        id = asked.get("decision")
        if not id or not allows(caller.rights.reads, "explanations"):
            return None
        answer = await self._queries.ask(request, caller, "recent_decisions")
        listed = answer.data["decisions"]["nodes"] if answer.data.get("decisions") else ()
        decision = next((each for each in listed if each["id"] == id), None)
        return {"decision": decision, "of": asked.get("of", "")} if decision else None

    async def _evidence(
        self, request: Request, caller: Caller, profiles: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, Any] | None:
        """What speaks for and against the first two being one; None for those who may not read it."""
        if not allows(caller.rights.reads, "explanations"):
            return None
        a, b = (profile["id"] for profile in profiles[:2])
        answer = await self._queries.ask(request, caller, "evidence", a=a, b=b)
        why: Mapping[str, Any] | None = answer.data.get("why")
        return why

    async def _since(
        self, request: Request, caller: Caller, expected: Sequence[Mapping[str, Any]]
    ) -> list[Mapping[str, Any]]:
        """What last happened to the profiles that a decision was based on, in the words of their histories."""
        if not allows(caller.rights.reads, "explanations"):
            return []
        ids = [each["profile"] for each in expected]
        answer = await self._queries.ask(request, caller, "review_since", a=ids[0], b=ids[-1])
        return _latest_steps(answer)


def _latest_steps(answer: PageAnswer) -> list[Mapping[str, Any]]:
    histories = [answer.data.get(name) for name in ("a", "b")]
    steps = {step["sentence"]: step for history in histories if history for step in history["nodes"] if step["actor"]}
    return sorted(steps.values(), key=lambda step: step["at"] or "", reverse=True)[:3]


def _left(nodes: Sequence[object], *, has_more: bool) -> str:
    return f"{len(nodes)} or more" if has_more else str(len(nodes))


def _links(filters: ReviewFilters, nodes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Filters by obstacle and by type, each an address that says the whole state."""
    types = sorted({node["type"] for node in nodes} | set(filters.types))
    everything = {"label": "All", "href": "/review", "chosen": not filters.pairs()}
    by_obstacle = [
        {
            "label": words(name),
            "href": ReviewFilters(filters.types, [name]).address("/review"),
            "chosen": name in filters.obstacles,
        }
        for name in OBSTACLES
    ]
    by_type = [
        {
            "label": words(type),
            "href": ReviewFilters([type], filters.obstacles).address("/review"),
            "chosen": type in filters.types,
        }
        for type in types
    ]
    return [everything, *by_obstacle, *by_type]
