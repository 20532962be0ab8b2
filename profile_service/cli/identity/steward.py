"""What a steward decides: judgements, merges, splits, locks, claims, and the review queue."""

from enum import StrEnum
from typing import Annotated

import orjson
import typer

from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.terminal import err, out
from profile_service.cli.identity.command_options import Decision, steward_command
from profile_service.cli.identity.identity import identity
from profile_service.cli.identity.render_effects import item_data, item_lines
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import ReviewItem
from profile_service.domain.values.identifiers import identifier
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.open_store import open_store

_Record = Annotated[str, typer.Argument(help="Key of a source record: source:record_id.", show_default=False)]
_Profile = Annotated[str, typer.Argument(metavar="ID", help="Id of a profile.", show_default=False)]
_Item = Annotated[str, typer.Argument(help="An item as `review` shows it, such as phone:+14155552671.")]


class _Word(StrEnum):
    same = "same"
    not_same = "not-same"
    maybe = "maybe"


_VERDICTS = {_Word.same: Verdict.SAME, _Word.not_same: Verdict.NOT_SAME, _Word.maybe: Verdict.MAYBE}


@steward_command("judge")
def judge(
    left: _Record,
    right: _Record,
    verdict: Annotated[_Word, typer.Argument(help="Whether they are one person.", show_default=False)],
    score: Annotated[float, typer.Option(help="How sure.", min=0.0, max=1.0)] = 1.0,
) -> Decision:
    """Say that two source records are, are not, or may be the same person."""
    return lambda steward, order: steward.judge(left, right, _VERDICTS[verdict], score, order)


@steward_command("retract")
def retract(judgement: Annotated[str, typer.Argument(metavar="ID", help="Id of a judgement.")]) -> Decision:
    """Take a judgement back; it stays in the history."""
    return lambda steward, order: steward.retract(judgement, order)


@steward_command("merge")
def merge(
    profiles: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of two or more profiles.")],
) -> Decision:
    """Make one profile of several; the oldest id survives, and the others lead to it."""
    return lambda steward, order: steward.merge(profiles, order)


@steward_command("split")
def split(
    profile: _Profile,
    records: Annotated[list[str], typer.Argument(metavar="RECORD", help="Keys of the records to take off it.")],
    together: Annotated[bool, typer.Option("--together", help="Take along all that came with them.")] = False,  # noqa: FBT002
) -> Decision:
    """Take records off a profile, and keep them apart from it."""
    return lambda steward, order: steward.split(profile, records, order, together=together)


@steward_command("lock")
def lock(profile: _Profile) -> Decision:
    """Keep a profile as it is: nobody joins or leaves it."""
    return lambda steward, order: steward.lock(profile, order)


@steward_command("unlock")
def unlock(profile: _Profile) -> Decision:
    """Let a locked profile change again."""
    return lambda steward, order: steward.unlock(profile, order)


@steward_command("move")
def move(
    type: Annotated[str, typer.Argument(help="email, phone, loyalty_id…", show_default=False)],
    value: Annotated[str, typer.Argument(help="The identifier's value.", show_default=False)],
    source: Annotated[str, typer.Option("--from", metavar="RECORD", help="Key of the record that holds it wrongly.")],
    target: Annotated[str | None, typer.Option("--to", metavar="RECORD", help="Key of the record whose it is.")] = None,
) -> Decision:
    """Take an identifier from one source record, and give it to another or to none."""
    moved = identifier(type, value, settings().country)
    return lambda steward, order: steward.move_identifier(moved, source, target, order)


@steward_command("accept")
def accept(item: _Item) -> Decision:
    """Decide that all who hold a contested identifier are one person."""
    return lambda steward, order: steward.accept(item, order)


@steward_command("decline")
def decline(item: _Item) -> Decision:
    """Decide that those who hold a contested identifier are different persons."""
    return lambda steward, order: steward.decline(item, order)


@identity.command("review")
def review(
    first: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 20,
    after: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Those that follow, as the page before says.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell it as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Show what waits for a decision, the oldest first."""

    async def work() -> tuple[list[ReviewItem], bool]:
        async with open_store(settings()) as store:
            return await Stewardship(store).review(first, after)

    items, has_next = run(work())
    cursor = items[-1].cursor if items else None
    if as_json:
        told = {"items": [item_data(item) for item in items], "hasNextPage": has_next, "endCursor": cursor}
        typer.echo(orjson.dumps(told))
        return
    for line in (line for item in items for line in item_lines(item)):
        out.print(line, markup=False, emoji=False)
    if not items:
        err.print("Nothing waits for a decision.")
    if has_next:
        err.print(f"There are more: add --after {cursor}", markup=False)
