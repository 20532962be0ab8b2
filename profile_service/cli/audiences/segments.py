"""`profile-service segments`: who meets a condition, without GraphQL."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer

from profile_service.cli.audiences.local_desk import LocalDesk, SegmentName, local_desk
from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import settings
from profile_service.cli.console.options import After, AsJson, First, ShownView, with_options
from profile_service.cli.console.output import PageEnd, print_json, print_lines
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.audiences.conditions import AllOf, Condition, HasConsent
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.errors import NotFound
from profile_service.service.audiences.segment_desk import SegmentMembership
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.segments import segments_with_own
from profile_service.service.declared.views import views_with_own
from profile_service.service.files.table_file import write_table
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store

T = TypeVar("T")
segments = typer.Typer(no_args_is_help=True, help="Customers who meet a condition: by what they did, allow and are.")
OutPath: TypeAlias = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="The file to write: .csv or .parquet.", show_default=False)
]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a file has of whom: columns of golden values, of those with this consent."""

    attributes: tuple[str, ...]
    consent: HasConsent | None

    def of(self, condition: Condition) -> Condition:
        return AllOf((condition, self.consent)) if self.consent else condition


def _wanted(
    attributes: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="ATTRIBUTE", help="A column with the golden value of it, such as email."),
    ] = None,
    consent: Annotated[
        str | None,
        typer.Option(metavar="PURPOSE[/CHANNEL]", help="Only those who granted it, such as marketing/email."),
    ] = None,
) -> _Wanted:
    purpose, _, channel = (consent or "").partition("/")
    return _Wanted(tuple(dict.fromkeys(attributes or ())), HasConsent(purpose, channel or None) if purpose else None)


@segments.command("list")
def list_segments(*, as_json: AsJson = False) -> None:
    """List the declared segments."""
    for segment in segments_with_own(settings().segments).values():
        words = segment.words
        if as_json:
            print_json({"name": segment.name, "title": segment.title, "why": segment.why, "condition": words})
        else:
            print_lines([f"{segment.name}  {segment.title}: {segment.why}", f"    {words}"])


@segments.command("size")
def show_size(segment: SegmentName, view: ShownView = None, *, as_json: AsJson = False) -> None:
    """Count who is in a segment, and show the ids of a few."""
    size = _ask("segments size", lambda desk: desk.segments.size(desk.condition(segment), view))
    if as_json:
        as_of = {"asOf": size.as_of.at, "seq": size.as_of.seq, "isSettled": size.as_of.is_settled}
        print_json({"members": size.members, "customers": size.customers, "sample": size.sample, **as_of})
    else:
        print_lines([f"{size.members:,} of {size.customers:,} customers", *size.sample])


@segments.command("members")
def list_members(
    segment: SegmentName, first: First = 20, after: After = None, view: ShownView = None, *, as_json: AsJson = False
) -> None:
    """List the ids of those who are in a segment."""
    page = _ask("segments members", lambda desk: desk.segments.members(desk.condition(segment), first, after, view))
    end = PageEnd(page.has_next, write_cursor(page.ids[-1]) if page.ids else None)
    if as_json:
        print_json({"ids": page.ids, "asOf": page.as_of.at, **end.data()})
    else:
        print_lines(page.ids)
        end.say()


@segments.command("of")
def show_segments_of(
    profile: Annotated[str, typer.Argument(metavar="ID", help="Id of a profile, old ones too.", show_default=False)],
    view: ShownView = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show in which segments a customer is, and why."""
    for membership in ask_audited("segments of", lambda store, acts: _memberships(store, acts, profile, view)):
        if as_json:
            print_json(_membership_data(membership))
        else:
            print_lines(_membership_lines(membership))


@segments.command("export")
@with_options(wanted=_wanted)
def export_members(
    segment: SegmentName, wanted: _Wanted, path: OutPath, view: ShownView = None, *, as_json: AsJson = False
) -> None:
    """Write the ids of those who are in a segment to a file, with golden values of theirs."""

    async def written(store: Store, acts: AuditedActs) -> int:
        """The file has people before it is whole, so the audit has its line before the first."""
        await acts.begins("segmentExport")
        async with local_desk(store, acts) as desk:
            rows = await desk.segments.exported(wanted.of(desk.condition(segment)), wanted.attributes, view)
        return await write_table(path, ("id", *wanted.attributes), _one_page(rows))

    count = ask_audited("segments export", written)
    if as_json:
        print_json({"file": str(path), "members": count})
    else:
        print_lines([f"{path}: {count:,} customers."])


async def _one_page(rows: Sequence[tuple[str, ...]]) -> AsyncIterator[Sequence[tuple[str, ...]]]:
    yield rows


async def _memberships(store: Store, acts: AuditedActs, profile: str, view: str | None) -> list[SegmentMembership]:
    config = settings()
    basis = await reading_basis(store, views_with_own(config.views))
    customer = await ProfileReader(store, config.country, basis, LOCAL, acts).customer(profile, view)
    if customer is None:
        raise NotFound("there is no profile with this id")
    async with local_desk(store, acts) as desk:
        return await desk.segments.memberships(customer.profile.id, view)


def _membership_data(membership: SegmentMembership) -> dict[str, object]:
    reasons = [{"fact": each.fact, "isMet": each.is_met, "evidence": each.evidence} for each in membership.reasons]
    return {"segment": membership.segment.name, "isMember": membership.is_member, "reasons": reasons}


def _membership_lines(membership: SegmentMembership) -> list[str]:
    mark = "in" if membership.is_member else "not in"
    reasons = [f"    {'+' if each.is_met else '-'} {each.fact}: {each.evidence}" for each in membership.reasons]
    return [f"{mark} {membership.segment.name} ({membership.segment.title})", *reasons]


def _ask(command: str, question: Callable[[LocalDesk], Awaitable[T]]) -> T:
    async def asked(store: Store, acts: AuditedActs) -> T:
        async with local_desk(store, acts) as desk:
            return await question(desk)

    return ask_audited(command, asked)
