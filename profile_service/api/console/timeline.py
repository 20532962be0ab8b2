"""The timeline of a customer's page: what is chosen of it, one step of it, and the links to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

from profile_service.api.console.display import heading
from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.timeline_lines import Line, timeline_lines
from profile_service.domain.access.caller import Caller

_LINES = 20
_EVENTS = 50
"""Read at once, so that a row of receipts leaves a page that shows something."""
_MOST_READS = 2
_FILTERS = 6
_MONTHS = 24
_STATE = ("kind", "channel", "since", "until", "each", "event", "scope", "text")
"""What an address says of the timeline, but for the place in it."""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """`refused`: why the caller sees no events; `chosen`: key of the event that the address names; `text`: what is
    searched for, and `kept` the choices beside it, by name."""

    lines: list[Line]
    next_page: str | None = None
    filters: tuple[Link, ...] = ()
    months: tuple[Link, ...] = ()
    days: str = ""
    chosen: str = ""
    refused: str = ""
    steps: tuple[Mapping[str, Any], ...] = ()
    history: bool = False
    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    lines: list[Line]
    cursor: str | None
    has_more: bool
    summary: Mapping[str, Any]


class Timelines:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def read(self, request: Request, caller: Caller) -> Timeline:
        """The step of the timeline that the address of a customer's page chooses."""
        asked = request.query_params
        if asked.get("scope") == "history":
            return await self._history(request, caller)
        chosen = asked.get("event", "")
        selection = _selection(asked)
        if chosen and not selection["until"]:
            selection["until"] = await self._moment_after(request, caller, chosen)
        whole = not (selection["kinds"] or selection["channels"] or selection["text"])
        grouped = whole and not (chosen or asked.get("each"))
        text, kept = selection["text"] or "", _kept(asked)
        step = await self._step(request, caller, selection, grouped=grouped)
        if isinstance(step, str):
            return Timeline([], refused=step, text=text, kept=kept)
        summary = step.summary
        return Timeline(
            step.lines,
            _href(asked, after=step.cursor) if step.has_more and step.cursor else None,
            _filters(asked, summary),
            _months(asked, summary),
            _days(asked),
            chosen,
            text=text,
            kept=kept,
        )

    async def _step(
        self, request: Request, caller: Caller, selection: Mapping[str, Any], *, grouped: bool
    ) -> "_Step | str":
        """One step; the reason where the caller sees none. Where receipts become one line, a second read fills it."""
        first = caller.rights.page(_EVENTS if grouped else _LINES)
        after = request.query_params.get("after") or None
        edges: list[Mapping[str, Any]] = []
        reads = 0
        while True:
            answer = await self._queries.ask(
                request, caller, "timeline", id=request.path_params["id"], first=first, after=after, **selection
            )
            profile = answer.data.get("profile") or {}
            page = profile.get("timeline")
            if page is None:
                return _message(answer)
            edges += page["edges"]
            reads += 1
            after = edges[-1]["cursor"] if edges else None
            has_more = page["pageInfo"]["hasNextPage"]
            read = timeline_lines(edges, _LINES, grouped=grouped, has_more=has_more)
            if not (grouped and has_more and len(read.lines) < _LINES and reads < _MOST_READS):
                # All that was read of single events is shown; a search may have gone further back than the last one.
                cursor = read.cursor if grouped else page["pageInfo"]["endCursor"]
                return _Step(read.lines, cursor, has_more or read.cursor != after, profile["summary"] or {})

    async def _moment_after(self, request: Request, caller: Caller, key: str) -> str | None:
        """From when on events are later than the one with this key; None where the customer has no such event."""
        answer = await self._queries.ask(request, caller, "event", key=key)
        event = answer.data.get("event")
        if event is None:
            return None
        at = datetime.fromisoformat(event["occurredAt"])
        return at.replace(microsecond=min(at.microsecond + 1, 999_999)).isoformat()

    async def _history(self, request: Request, caller: Caller) -> Timeline:
        asked = request.query_params
        answer = await self._queries.ask(
            request,
            caller,
            "history",
            id=request.path_params["id"],
            first=caller.rights.page(_LINES),
            after=asked.get("after") or None,
        )
        page = answer.data.get("history")
        if page is None:
            return Timeline([], refused=_message(answer), history=True)
        more = page["pageInfo"]["hasNextPage"]
        return Timeline(
            [],
            _href(asked, after=page["pageInfo"]["endCursor"]) if more else None,
            steps=tuple(page["nodes"]),
            history=True,
        )


def _selection(asked: QueryParams) -> dict[str, Any]:
    return {
        "kinds": asked.getlist("kind") or None,
        "channels": asked.getlist("channel") or None,
        "since": _moment(asked.get("since")),
        "until": _moment(asked.get("until")),
        "text": asked.get("text", "").strip() or None,
    }


def _moment(text: str | None) -> str | None:
    """The moment, if an address has one that can be read."""
    try:
        return datetime.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _message(answer: PageAnswer) -> str:
    error = answer.error()
    return error.message if error else ""


def _kept(asked: QueryParams) -> tuple[tuple[str, str], ...]:
    """The choices that a new search keeps."""
    return tuple((name, value) for name, value in asked.multi_items() if name in {"kind", "channel", "since", "until"})


def _href(asked: QueryParams, **changed: str | None) -> str:
    """The same place with these parts of its state changed; None takes a part away."""
    kept = [(name, value) for name, value in asked.multi_items() if name in _STATE and name not in changed]
    return "?" + urlencode([*kept, *((name, value) for name, value in changed.items() if value)])


def _filters(asked: QueryParams, summary: Mapping[str, Any]) -> tuple[Link, ...]:
    """What can be chosen by one click: each link alone says the whole state."""
    kinds = [("kind", item["kind"], item["count"]) for item in summary.get("byKind", ())]
    channels = [("channel", item["channel"], item["count"]) for item in summary.get("byChannel", ()) if item["channel"]]
    text = {"text": asked["text"]} if asked.get("text") else {}
    links = [
        Link(heading(value), f"?{urlencode({name: value} | text)}", count, value in asked.getlist(name))
        for name, value, count in kinds[:_FILTERS] + channels[:_FILTERS]
    ]
    everything = not any(link.chosen for link in links) and not (asked.get("each") or text)
    each = Link("Each receipt", "?each=1", None, chosen=bool(asked.get("each")))
    return (Link("All", "?", None, chosen=everything), *links, each) if links else ()


def _months(asked: QueryParams, summary: Mapping[str, Any]) -> tuple[Link, ...]:
    """The months with events between the first and the last, the latest first; at most two years of them."""
    first, last = summary.get("firstSeen"), summary.get("lastSeen")
    if not first or not last:
        return ()
    begin, month = datetime.fromisoformat(first).date().replace(day=1), datetime.fromisoformat(last).date()
    links: list[Link] = []
    while month.replace(day=1) >= begin and len(links) < _MONTHS:
        end = _next_month(month)
        href = _href(asked, until=f"{end}T00:00:00Z", event=None, since=None)
        links.append(Link(f"{month:%B %Y}", href, chosen=asked.get("until") == f"{end}T00:00:00Z"))
        month = date.fromordinal(month.replace(day=1).toordinal() - 1)
    return tuple(links)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _days(asked: QueryParams) -> str:
    """The days between which the address chooses, in words; empty where it chooses none."""
    since, until = _moment(asked.get("since")), _moment(asked.get("until"))
    if until is None:
        return ""
    end = datetime.fromisoformat(until)
    if since is None:
        return f"before {end:%-d %B %Y}"
    begin = datetime.fromisoformat(since)
    return f"{begin:%-d %B %Y} to {end:%-d %B %Y}"
