"""`profile-service orders`: an order by the number that people quote, without GraphQL."""

from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import EXIT_NOT_FOUND, settings
from profile_service.cli.console.options import AsJson, ShownView
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.profile.render_order import ShownOrder, order_data, order_lines
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.views import views_with_own
from profile_service.service.profile.orders.order_progress import OrderProgress
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store

orders = typer.Typer(no_args_is_help=True, help="Orders, by the numbers that people quote.")


@orders.command("show")
def show_order(
    number: Annotated[
        str,
        typer.Argument(metavar="NUMBER", help="Number of the order, with or without #.", show_default=False),
    ],
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Source of the order, where several have the number.")
    ] = None,
    view: ShownView = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one order with its customer; exit code 1 where there is none.

    How far it has got, what is in it, where it goes, how it was paid, and the payments, deliveries and returns about
    it.
    """
    order = ask_audited("orders show", lambda store, acts: _read(store, acts, number, source, view))
    if order is None:
        say("profile-service: no order has this number")
        raise typer.Exit(EXIT_NOT_FOUND)
    if as_json:
        print_json(order_data(order))
    else:
        print_lines(order_lines(order))


async def _read(
    store: Store, acts: AuditedActs, number: str, source: str | None, view: str | None
) -> ShownOrder | None:
    config = settings()
    reader = ProfileReader(store, config.country, await reading_basis(store, views_with_own(config.views)), acts=acts)
    match = await reader.events.order(number, source, view)
    if match is None:
        return None
    customer, order = match
    course = await OrderProgress(customer, [order]).course(order.key)
    return ShownOrder(customer, order, course) if course else None
