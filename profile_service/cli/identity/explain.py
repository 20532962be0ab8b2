"""`profile-service identity why|how|history|changes|crosswalk`: what identity rests on, and what became of whom."""

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer

from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.terminal import err, out
from profile_service.cli.identity.identity import identity
from profile_service.domain.explanation.evidence import Side, Step
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.stewardship.changes import RecordedChange
from profile_service.domain.values.errors import NotFound
from profile_service.service.profile.change_feed import ChangeFeed, FeedPage
from profile_service.service.profile.explain import Explainer, Explanation
from profile_service.service.resolution.crosswalk import write_crosswalk
from profile_service.store.engine.open_store import open_store
from profile_service.store.engine.store import Store

T = TypeVar("T")
_Who = Annotated[str, typer.Argument(help="A record's key, or a profile's id; old ids too.", show_default=False)]
_AsJson = Annotated[bool, typer.Option("--json", help="Tell it as JSON.")]


@identity.command("why")
def why(a: _Who, b: _Who, *, as_json: _AsJson = False) -> None:
    """Say why two are one person, or what keeps them apart."""
    found = run(_asked(lambda store: Explainer(store).why(a, b)))
    if as_json:
        sides = {"a": _side(found.a), "b": _side(found.b)}
        _tell_json({"same": found.same, "summary": summary(found)} | sides | {"steps": list(map(_data, found.steps))})
        return
    _tell([summary(found), *(f"  {sentence(step)}" for step in found.steps)])


@identity.command("how")
def how(profile: _Who, *, as_json: _AsJson = False) -> None:
    """Tell the steps by which a profile came to be, in time."""
    _steps(run(_asked(lambda store: Explainer(store).how(profile))), as_json=as_json)


@identity.command("history")
def history(
    profile: _Who,
    first: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 20,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Those before, as the page says.")] = None,
    *,
    as_json: _AsJson = False,
) -> None:
    """Tell every merge, split, judgement and lock of a profile, newest first."""
    _steps(run(_asked(lambda store: Explainer(store).history(profile, first, after))), as_json=as_json)


@identity.command("changes")
def changes(
    after: Annotated[str | None, typer.Option(metavar="NUMBER", help="The last change that is known already.")] = None,
    first: Annotated[int, typer.Option(help="How many.", min=1, max=1_000)] = 100,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show what changed, in the order in which it did."""

    async def work(store: Store) -> FeedPage:
        return await ChangeFeed(store).page(first, after)

    page = run(_asked(work))
    _tell((orjson.dumps(_change(each)).decode() if as_json else _line(each)) for each in page.changes)
    if page.has_next:
        err.print(f"There are more, up to {page.last_seq}: add --after {page.changes[-1].seq}", markup=False)


@identity.command("crosswalk")
def crosswalk(
    path: Annotated[Path, typer.Option("--out", help="The file to write: .csv or .parquet.", show_default=False)],
) -> None:
    """Write which profile every record is in: source, record_id, profile_id."""
    written = run(_asked(lambda store: write_crosswalk(store, path)))
    out.print(f"{path}: {written.rows:,} records, as of change {written.seq} or later.", markup=False)


async def _asked(question: Callable[[Store], Awaitable[T]]) -> T:
    async with open_store(settings()) as store:
        return await question(store)


def _steps(told: Explanation | None, *, as_json: bool) -> None:
    if told is None:
        raise NotFound("there is no such record and no such profile; give a record's key (source:id) or a profile's id")
    cursor = told.cursor if told.has_next else None
    if as_json:
        head = {"profile": told.profile, "resolvedFrom": told.resolved_from}
        _tell_json(head | {"steps": list(map(_data, told.steps)), "hasNextPage": told.has_next, "endCursor": cursor})
        return
    _tell([f"The profile {told.profile}:", *(f"  {_when(step)}{sentence(step)}" for step in told.steps)])
    if cursor:
        err.print(f"There are more: add --after {cursor}", markup=False)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        out.print(line, markup=False, emoji=False)


def _tell_json(told: dict[str, Any]) -> None:
    typer.echo(orjson.dumps(told))


def _when(step: Step) -> str:
    return f"{step.at[:19].replace('T', ' ')}  " if step.at else ""


def _line(recorded: RecordedChange) -> str:
    change = recorded.change
    parts = [str(recorded.seq), recorded.at[:19].replace("T", " "), change.kind.value, change.profile, *change.others]
    return "  ".join(parts + ([f"by {recorded.actor}"] if recorded.actor else []))


def _side(side: Side) -> dict[str, Any]:
    told = {"asked": side.asked, "profile": side.profile, "resolvedFrom": side.resolved_from}
    return told | {"records": sorted(side.records)}


def _data(step: Step) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    named = step.identifier
    return {
        "kind": step.kind.name,
        "sentence": sentence(step),
        "left": step.left,
        "right": step.right,
        "identifier": named and {"type": named.type.removesuffix(CANONICAL), "value": named.value},
        "judgement": step.judgement,
        "detail": step.detail or None,
        "reason": step.reason or None,
        "actor": step.actor or None,
        "at": step.at,
        "profile": step.profile,
        "others": step.others,
        "records": step.records,
    }


def _change(recorded: RecordedChange) -> dict[str, Any]:
    change = recorded.change
    return {
        "seq": recorded.seq,
        "at": recorded.at,
        "actor": recorded.actor or None,
        "kind": change.kind.name,
        "profile": change.profile,
        "others": change.others,
        "records": change.records,
        "note": change.note or None,
    }
