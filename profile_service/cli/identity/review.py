"""`identity review`: the contested identifiers that wait for a decision."""

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import After, AsJson, First
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say
from profile_service.cli.identity.render_effects import item_data, item_lines
from profile_service.service.stewardship.stewardship import Stewardship


def review(first: First = 20, after: After = None, *, as_json: AsJson = False) -> None:
    """Show the contested identifiers that wait for a decision, the oldest first."""
    items, has_next = ask_audited(
        "identity review", lambda store, acts: Stewardship(store, acts=acts).review(first, after)
    )
    end = PageEnd(has_next, items[-1].cursor if items else None)
    if as_json:
        print_json({"items": [item_data(item) for item in items]} | end.data())
        return
    print_lines(line for item in items for line in item_lines(item))
    if not items:
        say("Nothing waits for a decision.")
    end.say()
