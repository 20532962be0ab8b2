"""`/figures`: metrics of all customers, as tiles, charts and tables, and who is behind a figure."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.figures.figure_rows import NAMES, FigureTable
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_CUSTOMERS = 20
_LENGTHS = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
_OF_FIGURE = ("name", "period", "by", "group", "segment")
_GROUPS = ("CHANNEL", "SOURCE")


class FiguresPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """The figures between two months; of the twelve periods to the present one where none are named."""
        _require(caller)
        asked = {name: request.query_params.get(name, "").strip() for name in ("from", "to", "every", "by", "segment")}
        every, by = _choice(asked["every"] or "MONTH", _LENGTHS, "every"), _choice(asked["by"], _GROUPS, "by")
        answer = await self._queries.ask(
            request, caller, "figures",
            names=NAMES, every=every, by=by,
            **{name: asked[name] or None for name in ("from", "to", "segment")},
        )  # fmt: skip
        report = _data(answer, "metrics")
        table = FigureTable(report["series"])
        latest, tiles = table.tiles()
        return console_page(
            "figures.html",
            caller,
            q="",
            here="figures",
            focus_box=False,
            asked=asked | {"every": every, "by": by or ""},
            report=report,
            table=table,
            latest=latest,
            tiles=tiles,
            drawings=[] if table.is_empty else table.drawings(),
            cohorts=answer.data["retention"]["cohorts"],
            segments=await self._segments(request, caller),
            lengths=_LENGTHS,
        )

    async def customers(self, request: Request, caller: Caller) -> Response:
        """Who is behind one figure: each as far as the caller may see them."""
        _require(caller)
        asked = {name: request.query_params.get(name, "").strip() for name in _OF_FIGURE}
        name, by = _choice(asked["name"], NAMES, "name"), _choice(asked["by"], _GROUPS, "by")
        if name is None:
            raise PageRefused(400, "say of which figure (name)")
        after = request.query_params.get("after") or None
        answer = await self._queries.ask(
            request, caller, "figure_customers",
            name=name, period=asked["period"], by=by, group=asked["group"], segment=asked["segment"] or None,
            first=caller.rights.page(_CUSTOMERS), after=after,
        )  # fmt: skip
        page = _data(answer, "metricCustomers")
        ids = [node["id"] for node in page["nodes"]]
        names = await self._queries.ask(request, caller, "customer_names", ids=ids) if ids else None
        info = page["pageInfo"]
        return console_page(
            "figure_customers.html",
            caller,
            q="",
            here="figures",
            focus_box=False,
            asked=asked,
            customers=_data(names, "profiles") if names else [],
            next_page="?" + urlencode({**asked, "after": info["endCursor"]}) if info["hasNextPage"] else None,
        )

    async def _segments(self, request: Request, caller: Caller) -> list[dict[str, str]]:
        """The declared segments, for those who may read them."""
        if not allows(caller.rights.reads, "segments"):
            return []
        answer = await self._queries.ask(request, caller, "segment_list")
        return answer.data.get("segments") or []


def _require(caller: Caller) -> None:
    if not allows(caller.rights.reads, "metrics"):
        raise PageRefused(403, f"the role {caller.role or 'of nobody'} may not read the figures of all customers")


def _choice(text: str, choices: tuple[str, ...], name: str) -> str | None:
    """The choice in capital letters; None for nothing."""
    if not text:
        return None
    if text.upper() not in choices:
        raise PageRefused(400, f"{name} is one of {', '.join(choices).lower()}")
    return text.upper()


def _data(answer: PageAnswer, name: str) -> Any:
    data = answer.data.get(name)
    if data is None:
        error = answer.error()
        raise PageRefused.of(error) if error else PageRefused(404, "there are no such figures")
    return data
