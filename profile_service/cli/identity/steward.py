"""Steward commands: judgements, merges, splits, locks, moved identifiers and events, contested identifiers."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import typer

from profile_service.cli.console.execution import settings
from profile_service.cli.identity.command_options import Decision, steward_command
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.values.identifiers import identifier

_Record: TypeAlias = Annotated[
    str, typer.Argument(metavar="RECORD", help="Key of a source record: source:record_id.", show_default=False)
]
_Profile: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="Id of a profile.", show_default=False)]
_Item: TypeAlias = Annotated[
    str, typer.Argument(metavar="ITEM", help="An item as `review` shows it, such as phone:+14155552671.")
]
_Despite: TypeAlias = Annotated[
    list[ContradictionKind] | None,
    typer.Option(metavar="KIND", help="A contradiction between them, despite which they are one: birth-dates…"),
]


class _Word(StrEnum):
    same = "same"
    not_same = "not-same"
    maybe = "maybe"


_VERDICTS = {_Word.same: Verdict.SAME, _Word.not_same: Verdict.NOT_SAME, _Word.maybe: Verdict.MAYBE}


@steward_command
def judge(
    left: _Record,
    right: _Record,
    verdict: Annotated[
        _Word,
        typer.Argument(metavar="same|not-same|maybe", help="Whether they are the same person.", show_default=False),
    ],
    score: Annotated[float, typer.Option(metavar="SCORE", help="How sure, from 0 to 1.", min=0.0, max=1.0)] = 1.0,
) -> Decision:
    """Judge that two source records are, are not, or may be the same person."""
    return lambda steward, command: steward.judge(left, right, _VERDICTS[verdict], score, command)


@steward_command
def retract(judgement: Annotated[str, typer.Argument(metavar="JUDGEMENT", help="Id of a judgement.")]) -> Decision:
    """Take a judgement back; it stays in the history."""
    return lambda steward, command: steward.retract(judgement, command)


@steward_command
def merge(
    profiles: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of two or more profiles.")],
    despite: _Despite = None,
) -> Decision:
    """Merge profiles into one; the oldest id survives, and the others lead to it."""
    return lambda steward, command: steward.merge(profiles, command, despite=despite or ())


@steward_command
def propose(profiles: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of 2 to 10 profiles.")]) -> Decision:
    """Propose to merge profiles; `review` shows it until somebody accepts or declines it."""
    return lambda steward, command: steward.propose(profiles, command)


@steward_command
def split(
    profile: _Profile,
    records: Annotated[list[str], typer.Argument(metavar="RECORD", help="Keys of the records to split off.")],
    *,
    together: Annotated[bool, typer.Option("--together", help="Take along all records that came with them.")] = False,
) -> Decision:
    """Split records off a profile, and keep them apart from it."""
    return lambda steward, command: steward.split(profile, records, command, together=together)


@steward_command
def lock(profile: _Profile) -> Decision:
    """Lock a profile: no record joins or leaves it."""
    return lambda steward, command: steward.lock(profile, command)


@steward_command
def unlock(profile: _Profile) -> Decision:
    """Let records join and leave a locked profile again."""
    return lambda steward, command: steward.unlock(profile, command)


@steward_command
def move(
    type: Annotated[
        str,
        typer.Argument(metavar="TYPE", help="Type of the identifier: email, phone, loyalty_id…", show_default=False),
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The identifier's value.", show_default=False)],
    source: Annotated[str, typer.Option("--from", metavar="RECORD", help="Key of the record that holds it wrongly.")],
    target: Annotated[
        str | None, typer.Option("--to", metavar="RECORD", help="Key of the record to which it belongs.")
    ] = None,
) -> Decision:
    """Move an identifier from one source record to another, or take it away where --to is left out."""
    moved = identifier(type, value, settings().country)
    return lambda steward, command: steward.move_identifier(moved, source, target, command)


@steward_command
def move_event(
    event: Annotated[
        str, typer.Argument(metavar="EVENT", help="Key of an event, such as shopify:order:1001.", show_default=False)
    ],
    record: _Record,
) -> Decision:
    """Let an event belong to another source record, also when its source states it again."""
    return lambda steward, command: steward.move_event(event, record, command)


@steward_command
def accept(item: _Item, despite: _Despite = None) -> Decision:
    """Decide that all who hold a contested identifier are one person."""
    return lambda steward, command: steward.accept(item, command, despite=despite or ())


@steward_command
def decline(item: _Item) -> Decision:
    """Decide that those who hold an identifier are different persons; what it alone had joined is taken apart."""
    return lambda steward, command: steward.decline(item, command)
