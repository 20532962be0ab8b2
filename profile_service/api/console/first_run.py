"""The first look at the console: how to load where nothing is loaded, and whom to look at where the demo is."""

from dataclasses import dataclass

from starlette.requests import Request

from profile_service.api.console.page_queries import PageQueries
from profile_service.domain.access.caller import Caller


@dataclass(frozen=True, slots=True)
class TourStop:
    """A customer of the demo, by e-mail; `story` is what their page shows."""

    email: str
    name: str
    story: str


@dataclass(frozen=True, slots=True)
class FirstRun:
    """`is_empty`: nothing was ever loaded, as far as the caller may know."""

    is_empty: bool = False
    tour: tuple[TourStop, ...] = ()


_DEMO = (
    TourStop(
        "martha.kowalczyk@example.com",
        "Martha Kowalczyk",
        "Many systems know a part of her. Her open matters stand first, with the latest word on each and what to do "
        "now. Write a note: it is in the timeline at once, and can be corrected.",
    ),
    TourStop(
        "theodore.lindqvist@example.com",
        "Theodore Lindqvist",
        "A loyal customer who comes less and less. Nothing is open, but his page says that he is leaving, and by which "
        "purchases. Take a month of the timeline to see how it was.",
    ),
    TourStop(
        "priya.raman@example.com",
        "Priya Raman",
        "She looks at things in the showroom, wishes for them that night and buys them online days later. Open her "
        "journey: the drawing and the table below it show it four times.",
    ),
)


async def first_run(queries: PageQueries, request: Request, caller: Caller) -> FirstRun:
    """What the page of a caller who opened nobody yet offers; only customers who are there and may be shown."""
    answer = await queries.ask(
        request,
        caller,
        "first_run",
        identifiers=[{"type": "email", "value": stop.email} for stop in _DEMO],
    )
    runs = answer.data.get("loadRuns")
    shown = {
        item["identifier"]["value"]: item["profile"]["name"]
        for item in answer.data.get("profilesBy") or ()
        if item["profile"]
    }
    # Whoever sees a customer of the demo without the name is not helped by a story that tells it.
    tour = tuple(stop for stop in _DEMO if (name := shown.get(stop.email)) and name["value"] == stop.name)
    return FirstRun(is_empty=runs is not None and not runs["nodes"] and not tour, tour=tour)
