"""`profile-service journeys`: funnels and paths of all customers, without GraphQL."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, TypeAlias, TypeVar

import typer

from profile_service.cli.audiences.local_desk import OfSegment, local_desk
from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import After, AsJson, First, with_options
from profile_service.cli.console.output import PageEnd, print_json, print_lines
from profile_service.cli.console.terminal import out
from profile_service.cli.journeys.render_journeys import funnel_lines, path_table
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.audiences.conditions import Acts
from profile_service.domain.metrics.periods import day_bounds
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.segments import acts_from
from profile_service.service.journeys.journey_desk import JourneyDesk, JourneyRange, PathQuestion
from profile_service.service.journeys.paths import PathDirection, PathNames
from profile_service.store.engine.store import Store

T = TypeVar("T")
journeys = typer.Typer(no_args_is_help=True, help="How far all customers come, and which ways they take.")
Steps: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="STEP", help="A step, such as 'families: [cart]'; up to ten of them.", show_default=False),
]


def _range(
    first_day: Annotated[
        str | None, typer.Option("--from", metavar="MONTH", help="First month or day of the first step, or anchor.")
    ] = None,
    last_day: Annotated[
        str | None, typer.Option("--to", metavar="MONTH", help="Last month or day of the first step, or anchor.")
    ] = None,
    within_days: Annotated[int, typer.Option("--within", metavar="N", help="Days within which the rest happens.")] = 30,
) -> JourneyRange:
    return JourneyRange(*day_bounds(first_day, last_day), within_days)


def _question(
    anchor: Annotated[
        str,
        typer.Argument(metavar="STEP", help="From what to look, such as 'families: [order]'.", show_default=False),
    ],
    direction: Annotated[
        PathDirection, typer.Option(metavar="before|after", help="Which way to look.")
    ] = PathDirection.BEFORE,
    by: Annotated[
        PathNames, typer.Option(metavar="touchpoint|channel|stage", help="What the steps are.")
    ] = PathNames.TOUCHPOINT,
    length: Annotated[int, typer.Option(metavar="N", help="How many steps at most, from 1 to 10.")] = 5,
) -> PathQuestion:
    return PathQuestion(acts_from(anchor, "STEP"), direction, by, length)


@journeys.command("funnel")
@with_options(asked=_range)
def show_funnel(steps: Steps, asked: JourneyRange, segment: OfSegment = None, *, as_json: AsJson = False) -> None:
    """Show how many customers came to each step, in this order, and what those did next who came no farther."""
    report = _ask("journeys funnel", lambda desk, of: desk.funnel(_acts(steps), of(asked)), segment)
    if as_json:
        for number, step in enumerate(report.steps, start=1):
            following = [{"name": each.name or None, "customers": each.customers} for each in step.following]
            shown = {"step": number, "acts": str(step.acts), "customers": step.customers, "dropped": step.dropped}
            print_json({**shown, "medianSeconds": step.median_seconds, "next": following})
    else:
        print_lines(funnel_lines(report))


@journeys.command("dropped")
@with_options(asked=_range)
def list_dropped(  # noqa: PLR0913  each is an option of its own
    steps: Steps,
    asked: JourneyRange,
    step: Annotated[int, typer.Option("--at", metavar="N", help="The step to which they came, from 1.")] = 1,
    first: First = 20,
    after: After = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the ids of those who came to a step of a funnel and no farther."""
    ids, has_more = _ask("journeys dropped", lambda desk, of: desk.dropped(_acts(steps), of(asked), step, first, after))
    end = PageEnd(has_more, write_cursor(ids[-1]) if ids else None)
    if as_json:
        print_json({"ids": ids, **end.data()})
    else:
        print_lines(ids)
        end.say()


@journeys.command("paths")
@with_options(question=_question, asked=_range)
def show_paths(
    question: PathQuestion,
    asked: JourneyRange,
    most: Annotated[int, typer.Option(metavar="N", help="How many paths to show.", min=1, max=100)] = 20,
    segment: OfSegment = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the most frequent ways before or after something that customers did."""
    report = _ask("journeys paths", lambda desk, of: desk.paths(question, of(asked), most), segment)
    if as_json:
        flow = asdict(report.flow)
        paths = [{"names": p.names, "customers": p.customers, "goesOn": p.goes_on} for p in report.paths]
        print_json({"asOf": report.at, **flow, "paths": paths})
    else:
        out.print(path_table(report, question.direction))


def _acts(steps: list[str]) -> list[Acts]:
    return [acts_from(text, f"STEP {number}") for number, text in enumerate(steps, start=1)]


def _ask(
    command: str,
    question: Callable[[JourneyDesk, Callable[[JourneyRange], JourneyRange]], Awaitable[T]],
    segment: str | None = None,
) -> T:
    """The answer of the desk; the question gets what narrows a range down to those who are in the segment."""

    async def asked(store: Store, acts: AuditedActs) -> T:
        async with local_desk(store, acts) as desk:
            ids = await desk.segments.ids(desk.condition(segment)) if segment else None
            journey_desk = JourneyDesk(desk.tables.events, LOCAL, acts)
            return await question(
                journey_desk, lambda range_: JourneyRange(range_.since, range_.until, range_.within_days, ids)
            )

    return ask_audited(command, asked)
