"""`/journeys`: a funnel of the steps that one writes, and the ways before or after something, drawn and as tables."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.journeys.sankey import sankey
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_STEPS = ["families: [browsing, wish]", "families: [cart]", "families: [order]"]
_ANCHOR = "families: [order]"
_DIRECTIONS, _NAMES = ("BEFORE", "AFTER"), ("TOUCHPOINT", "CHANNEL", "STAGE")
_DAYS = 30


class JourneysPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """What cannot be read keeps its text, and the sentence that says why stands beside it."""
        if not allows(caller.rights.reads, "metrics"):
            raise PageRefused(403, f"the role {caller.role or 'of nobody'} may not read the journeys of all customers")
        asked = {name: request.query_params.get(name, "").strip() for name in ("from", "to", "within", "anchor")}
        asked |= {"anchor": asked["anchor"] or _ANCHOR, "within": asked["within"] or str(_DAYS)}
        steps = request.query_params.get("steps", "").replace("\r\n", "\n").strip() or "\n".join(_STEPS)
        direction = _choice(request, "direction", _DIRECTIONS)
        names = _choice(request, "by", _NAMES)
        range_ = {
            "from": asked["from"] or None, "to": asked["to"] or None, "withinDays": _days(asked["within"]),
        }  # fmt: skip
        funnel = await self._queries.ask(
            request, caller, "funnel", steps=[line for line in steps.split("\n") if line.strip()], **range_
        )
        paths = await self._queries.ask(
            request, caller, "journeys", anchor=asked["anchor"], direction=direction, by=names, **range_
        )
        flow = paths.data.get("paths")
        return console_page(
            "journeys.html",
            caller,
            q="",
            here="journeys",
            focus_box=False,
            asked=asked | {"steps": steps, "direction": direction, "by": names},
            directions=_DIRECTIONS,
            names=_NAMES,
            funnel=funnel.data.get("funnel"),
            funnel_refusal=_refusal(funnel),
            flow=flow,
            flow_refusal=_refusal(paths),
            drawing=_drawing(flow, backwards=direction == "BEFORE"),
        )


def _drawing(flow: dict[str, Any] | None, *, backwards: bool) -> object:
    return sankey(flow["nodes"], flow["links"], backwards=backwards) if flow and flow["nodes"] else None


def _refusal(answer: PageAnswer) -> str:
    error = answer.error()
    return error.message if error else ""


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("3650")):
        raise PageRefused(400, "within is a number of days")
    return int(text)


def _choice(request: Request, name: str, choices: tuple[str, ...]) -> str:
    text = request.query_params.get(name, "").strip().upper() or choices[0]
    if text not in choices:
        raise PageRefused(400, f"{name} is one of {', '.join(choices).lower()}")
    return text
