"""`profile search`: customers by anything that somebody says of them, without GraphQL."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import EXIT_NOT_FOUND, settings
from profile_service.cli.console.options import After, AsJson, First, ShownView
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say
from profile_service.domain.search.hits import SearchHit
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.views import views_with_own
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.profile_reader import ProfileReader, SearchPage
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store


def search(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT",
            help="Anything that names a customer: a name, alone or with a city, postal code, street or birth date; an "
            "e-mail, a phone or the end of one; an order, ticket, tracking, payment or loyalty number; an id.",
            show_default=False,
        ),
    ],
    view: ShownView = None,
    first: First = 10,
    after: After = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find customers by anything that names them, the surest first; exit code 1 where there is none.

    Each with its id, its name and what matched; `near` marks those that match only if one letter is wrong.
    """
    page = ask_audited("profile search", lambda store, acts: _read(store, acts, " ".join(text), view, (first, after)))
    if not page.hits:
        say("profile-service: no profile matches")
        raise typer.Exit(EXIT_NOT_FOUND)
    end = PageEnd(page.has_next, page.hits[-1][0].cursor)
    if as_json:
        print_json({"hits": [_data(*hit) for hit in page.hits]} | end.data())
        return
    print_lines(line for hit in page.hits for line in _lines(*hit))
    end.say()


async def _read(
    store: Store, acts: AuditedActs, text: str, view: str | None, page: tuple[int, str | None]
) -> SearchPage:
    config = settings()
    reader = ProfileReader(store, config.country, await reading_basis(store, views_with_own(config.views)), acts=acts)
    return await reader.search(text, *page, view)


def _lines(hit: SearchHit, customer: Customer) -> Iterator[str]:
    yield f"{_name(customer) or '(no name)'}  ({hit.profile})"
    yield f"    {'near: ' if hit.near else ''}{hit.match.replace('_', ' ')} in {hit.matches[0].record}"


def _data(hit: SearchHit, customer: Customer) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    matches = [
        {"kind": match.kind, "source": match.source, "record": match.record, "near": match.near, "former": match.former}
        for match in hit.matches
    ]
    return {
        "id": hit.profile,
        "name": _name(customer),
        "matchedBy": hit.match,
        "near": hit.near,
        "matchesAll": not hit.missing,
        "matches": matches,
    }


def _name(customer: Customer) -> str | None:
    golden = customer.golden_name()
    return golden.winner.value if golden else None
