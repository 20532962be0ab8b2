"""`/customer/{id}`: who the customer is, what is open and what to do now, in one look."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.console.recent_customers import RecentCustomers
from profile_service.api.console.timeline import Timelines
from profile_service.domain.access.caller import Caller

_MOST_ORDERS = 5
_ENDED = {"COMPLETED", "DELIVERED", "CANCELLED", "RETURNED", "REFUNDED", None}
_IN_THE_HEAD = {"name", "email", "phone"}
_PARTS = {
    "totals": "the totals",
    "context": "what is open and due",
    "orders": "the orders",
    "others": "who they perhaps also are",
    "consents": "the consents",
}
_PART_OF = {
    "summary": "totals",
    "context": "context",
    "remote": "orders",
    "latest": "orders",
    "perhapsAlso": "others",
    "consents": "consents",
    "formerConsents": "consents",
}
"""Field of the document → the part that hangs on it: where one fails, the rest is shown without it."""
_NOTICES = {
    "noted": "Your note is in the timeline.",
    "answered": "Your answer is noted and counts the next time.",
    "proposed": "Your proposal to merge waits in the review queue.",
    "corrected": "The note is corrected; its history keeps what it said.",
    "withdrawn": "The note is withdrawn and is no longer shown.",
}

_NOTICE_PLACES = {
    "noted": "timeline",
    "answered": "now",
    "proposed": "perhaps",
    "corrected": "timeline",
    "withdrawn": "timeline",
}
"""The part of the page that shows what was done, where its notice stands."""


class CustomerPage:
    def __init__(self, queries: PageQueries, recent: RecentCustomers) -> None:
        self._queries = queries
        self._recent = recent
        self._timelines = Timelines(queries)

    async def show(self, request: Request, caller: Caller) -> Response:
        """The page; 308 from an id that was merged away, which the page of the survivor then says. For a script that
        replaces the timeline alone, only that."""
        if request.headers.get("hx-target", "").endswith("timeline"):
            timeline = await self._timelines.read(request, caller)
            return console_page("timeline.html", caller, id=request.path_params["id"], timeline=timeline)
        (answer, failed), timeline = await asyncio.gather(
            self._customer(request, caller), self._timelines.read(request, caller)
        )
        profile = answer.data.get("profile")
        if profile is None:
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "no customer has this id, and none ever had")
        if profile["resolvedFrom"]:
            return moved(request, profile)
        self._recent.opened(caller, profile["id"])
        asked = request.query_params
        context = profile["context"]
        return console_page(
            "customer.html",
            caller,
            q=asked.get("q", ""),
            id=profile["id"],
            profile=profile,
            context=context,
            former=asked.get("former"),
            notice=_notice(asked.get("said", ""), answer),
            notice_place=_NOTICE_PLACES.get(asked.get("said", "")),
            attributes=[item for item in profile["attributes"] if item["name"] not in _IN_THE_HEAD],
            threads=_threads(context),
            orders=_orders(profile, context),
            timeline=timeline,
            failed=[_PARTS[name] for name in failed],
            shows=answer.shown.shows,
            form_key=uuid4().hex,
        )

    async def _customer(self, request: Request, caller: Caller) -> tuple[PageAnswer, list[str]]:
        """The answer without the parts that fail, which would leave nothing of it, and the names of these parts."""
        failed: list[str] = []
        while True:
            without = {f"part_{name}": False for name in failed}
            answer = await self._queries.ask(request, caller, "customer", id=request.path_params["id"], **without)
            broken = [name for name in _failed_parts(answer) if name not in failed]
            failed += broken
            if not broken or answer.data.get("profile") is not None:
                return answer, failed


def moved(request: Request, profile: Mapping[str, Any], page: str = "") -> Response:
    """308 to the same page (`/journey`) of the profile that a former id leads to."""
    query = urlencode([*request.query_params.multi_items(), ("former", profile["resolvedFrom"])])
    return RedirectResponse(f"/customer/{quote(profile['id'])}{page}?{query}", 308)


def _notice(said: str, answer: PageAnswer) -> str | None:
    """What the page says was done just now; None for nothing."""
    view = answer.shown.view
    if said == "noted" and view and not view.shows_kind("note"):
        return "Your note is kept. Your view shows no notes."
    return _NOTICES.get(said)


def _failed_parts(answer: PageAnswer) -> list[str]:
    """The parts of the page in which something went wrong that is nobody's fault who asks."""
    fields = [error.path[1] for error in answer.errors if error.code == "INTERNAL" and len(error.path) > 1]
    return sorted({_PART_OF[name] for name in fields if name in _PART_OF})


def _threads(context: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The open threads, each with the latest contact about it."""
    if context is None or context["openThreads"] is None:
        return []
    contacts: Sequence[Mapping[str, Any]] = context["recentContacts"] or ()
    return [
        {**thread, "latest": next((contact for contact in contacts if contact["key"] in thread["evidence"]), None)}
        for thread in context["openThreads"]
    ]


def _orders(profile: Mapping[str, Any], context: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The latest sales; those that are under way first. Whether one is late is known of the latest orders."""
    states = {order["key"]: order for order in context["orders"] or ()} if context else {}
    pages = [profile["remote"], profile["latest"]]
    sales = {sale["key"]: sale for page in pages if page for sale in page["nodes"]}
    orders = [
        {**sale, "late": states.get(sale["key"], {}).get("late", False), "under_way": sale["stage"] not in _ENDED}
        for sale in sorted(sales.values(), key=lambda sale: sale["occurredAt"], reverse=True)
    ]
    return sorted(orders, key=lambda order: not (order["late"] or order["under_way"]))[:_MOST_ORDERS]
