"""`identity changes`: the feed of visible changes."""

from typing import Annotated, Any

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import After, AsJson
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say, to_the_second
from profile_service.cli.console.store_state import store_data, store_line
from profile_service.domain.stewardship.changes import RecordedChange
from profile_service.service.profile.change_feed import ChangeFeed


def changes(
    first: Annotated[int, typer.Option(metavar="N", help="How many to show.", min=1, max=1_000)] = 100,
    after: After = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the changes of profiles in the order of commits. The cursor is the number of a change."""
    page = ask_audited("identity changes", lambda store, acts: ChangeFeed(store, acts=acts).page(first, after))
    end = PageEnd(page.has_next, str(page.changes[-1].seq) if page.changes else None)
    if as_json:
        changes = [_data(each) for each in page.changes]
        print_json({"changes": changes, **store_data(page.store)} | end.data())
        return
    print_lines(map(_line, page.changes))
    end.say()
    say(store_line(page.store))


def _line(recorded: RecordedChange) -> str:
    change = recorded.change
    parts = [str(recorded.seq), to_the_second(recorded.at), change.kind.value, change.profile, *change.others]
    return "  ".join(parts + ([f"by {recorded.actor}"] if recorded.actor else []))


def _data(recorded: RecordedChange) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
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
        "decision": recorded.decision or None,
    }
