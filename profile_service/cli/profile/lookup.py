"""`profile show`: one customer by an id or an identifier, without GraphQL."""

import re
from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import EXIT_NOT_FOUND, settings
from profile_service.cli.console.options import After, AsJson, First, ShownView
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say
from profile_service.cli.profile.render_profile import ShownProfile, profile_data, profile_lines
from profile_service.domain.profile.timelines import EventFilter, event_cursor
from profile_service.domain.values.errors import SharedIdentifier
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.views import views_with_own
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.orders.paid_orders import counted_as_of
from profile_service.service.profile.possible_matches import possible_matches
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store

_TYPED = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*):(.+)", re.DOTALL)
_PHONE = re.compile(r"\s*\+?[\d\s().\-/]+")
_MATCHES = 3
_PHONE_DIGITS = range(7, 16)
"""From the shortest numbers in use to the longest that E.164 allows."""


def show(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="ID|IDENTIFIER",
            help="Id of a profile, old ones too, or an identifier such as loyalty_id:88213; e-mails and phones need no "
            "type.",
            show_default=False,
        ),
    ],
    view: ShownView = None,
    first: First = 10,
    after: After = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one customer, by the id of a profile or by an identifier; exit code 1 where there is none.

    Name, e-mail, phone, records and totals, the latest events, the open threads and who may be the same
    customer, as far as the view shows them.
    """
    try:
        shown = ask_audited("profile show", lambda store, acts: _read(store, acts, asked, view, (first, after)))
    except SharedIdentifier as shared:
        for candidate in shared.candidates:
            say(f"{candidate.name or '(no name)'}  ({candidate.id})")
        raise
    if shown is None:
        say("profile-service: no profile has this id or identifier; profile search finds names, numbers and records")
        raise typer.Exit(EXIT_NOT_FOUND)
    events = shown.page.events
    end = PageEnd(shown.page.has_next, event_cursor(events[-1]) if events else None)
    if as_json:
        print_json(profile_data(shown) | end.data())
        return
    print_lines(profile_lines(shown))
    end.say()


async def _read(
    store: Store, acts: AuditedActs, asked: str, view: str | None, page: tuple[int, str | None]
) -> ShownProfile | None:
    config = settings()
    reader = ProfileReader(store, config.country, await reading_basis(store, views_with_own(config.views)), acts=acts)
    customer = await find_customer(reader, asked, view)
    if customer is None:
        return None
    # All is asked for before the first answer is awaited, so that it is read together.
    timeline = customer.timeline(EventFilter(lines=False), *page)
    first_seen, last_seen = customer.edge("oldest"), customer.edge("newest")
    counted = counted_as_of(customer, None)
    insights = CustomerContext(customer).insights("openThreads") if customer.view.shows_insight("openThreads") else None
    threads = (await insights).threads if insights else None
    seen = await first_seen, await last_seen
    matches = await possible_matches(customer, _MATCHES)
    return ShownProfile(await counted if counted else customer, await timeline, threads, *seen, matches)


async def find_customer(reader: ProfileReader, asked: str, view: str | None) -> Customer | None:
    """The customer of the id of a profile or of an identifier; None where there is none. Raises SharedIdentifier."""
    identifier = identifier_in(asked)
    return await reader.customer_by(*identifier, view) if identifier else await reader.customer(asked, view)


def identifier_in(asked: str) -> tuple[str, str] | None:
    """Type and value of the identifier that is asked for; None where it is the id of a profile."""
    if typed := _TYPED.fullmatch(asked):
        return typed[1], typed[2]
    if "@" in asked:
        return "email", asked
    digits = sum(character.isdigit() for character in asked)
    return ("phone", asked) if _PHONE.fullmatch(asked) and digits in _PHONE_DIGITS else None
