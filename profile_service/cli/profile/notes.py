"""`profile record`: write down an interaction with a customer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, get_args

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import AsJson, with_options
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.identity.command_options import Decision, command_options, steward_command
from profile_service.domain.profile.notes import Note
from profile_service.domain.sources.events import Subject, SubjectLabel
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time
from profile_service.service.stewardship.stewardship import Stewardship

_LABELS: dict[str, SubjectLabel] = {label.casefold(): label for label in get_args(SubjectLabel)}


class _Answer(StrEnum):
    accepted = "accepted"
    declined = "declined"
    ignored = "ignored"


class _Direction(StrEnum):
    one_way = "one-way"
    two_way = "two-way"


def _happened(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="note, support_call, chat, offer_answer…: any kind that a touchpoint is declared for, but no sale.",
            show_default=False,
        ),
    ],
    *,
    of: Annotated[
        str | None,
        typer.Option("--record", metavar="RECORD", help="Key of the record whose person it was; else the latest."),
    ] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="When it happened; now where it is left out.")] = None,
    about: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE=KEY", help="What it was about, such as case=zendesk:4123 or product=shopify:KIT-1."),
    ] = None,
    thread: Annotated[
        str | None, typer.Option(metavar="KEY", help="Key of the event with which the open matter began.")
    ] = None,
) -> Note:
    moment = None if at is None else read_time(at)
    return Note(kind, of, moment, about=tuple(_subjects(about or ())), thread=thread)


def _words(
    *,
    topic: Annotated[str | None, typer.Option(metavar="TEXT", help="What it was about, in a few words.")] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What came of it: solved, promised to call back…")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="The note itself.")] = None,
    offer: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the next action that was offered.")] = None,
    answer: Annotated[
        _Answer | None, typer.Option(metavar="accepted|declined|ignored", help="What became of that offer.")
    ] = None,
) -> dict[str, Any]:
    return {"topic": topic, "outcome": outcome, "text": text, "offer": offer, "answer": answer and answer.value}


def _place(
    *,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="phone, web, store…; else the touchpoint's usual one.")
    ] = None,
    device: Annotated[str | None, typer.Option(metavar="NAME", help="mobile, till…; else the usual one.")] = None,
    task: Annotated[str | None, typer.Option(metavar="NAME", help="support, answer…; else the usual one.")] = None,
    direction: Annotated[
        _Direction | None, typer.Option(metavar="one-way|two-way", help="Whether both sides spoke; else as usual.")
    ] = None,
) -> dict[str, Any]:
    return {"channel": channel, "device": device, "task": task, "direction": direction and direction.value}


@with_options(happened=_happened, words=_words, place=_place)
def _note(happened: Note, words: dict[str, Any], place: dict[str, Any]) -> Note:
    return replace(happened, **words, **place)


@with_options(note=_note, command=command_options)
def record(
    profile: Annotated[str, typer.Argument(metavar="ID", help="Id of a profile.", show_default=False)],
    note: Note,
    *,
    command: StewardCommand,
    as_json: AsJson = False,
) -> None:
    """Record an interaction with a customer: a note, a call's outcome, the answer to an offer."""
    event, effect = ask_audited(
        "profile record", lambda store, acts: Stewardship(store, acts=acts).record(profile, note, command)
    )
    survivor = next(iter(effect.profiles), profile)
    # Without a key of its own a dry run would name an event that the real one will not make.
    named = event if command.key or not effect.dry_run else None
    if as_json:
        print_json({"event": named, "profile": survivor, "dryRun": effect.dry_run})
    elif effect.dry_run:
        print_lines([f"Would record {named or f'an event of the kind {note.kind}'} for {survivor}."])
    else:
        print_lines([f"Recorded {event} for {survivor}."])


def _subjects(pairs: Iterable[str]) -> Iterator[Subject]:
    for pair in pairs:
        label, _, key = pair.partition("=")
        if label.casefold() not in _LABELS or not key:
            raise InvalidInput("--about takes product, coupon or case and a key, such as case=zendesk:4123")
        yield Subject(_LABELS[label.casefold()], key)


_Event: TypeAlias = Annotated[
    str, typer.Argument(metavar="EVENT", help="Key of an interaction that was recorded: desk:….", show_default=False)
]


@steward_command
def correct(
    event: _Event,
    topic: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new topic; empty to take it away.")] = None,
    outcome: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new result; empty to take it away.")] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="Its new text; empty to take it away.")] = None,
) -> Decision:
    """Correct the words of an interaction that was recorded; its history keeps what it was before."""
    words = {"topic": topic, "outcome": outcome, "text": text}
    return lambda steward, command: steward.correct_note(event, words, command)


@steward_command
def withdraw(event: _Event) -> Decision:
    """Withdraw an interaction that was recorded; its history keeps it."""
    return lambda steward, command: steward.withdraw_note(event, command)
