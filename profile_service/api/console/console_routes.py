"""The addresses of the console."""

from starlette.routing import BaseRoute, Route

from profile_service.api.console.customer_acts import CustomerActs
from profile_service.api.console.customer_page import CustomerPage
from profile_service.api.console.find_page import FindPage
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageEndpoint, answered


def console_routes(queries: PageQueries) -> list[BaseRoute]:
    """Pages are read by GET; what changes something is a form."""
    find, customer, acts = FindPage(queries), CustomerPage(queries), CustomerActs(queries)

    def page(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["GET"])

    def form(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["POST"])

    return [
        page("/", find.show),
        page("/go", find.go),
        page("/customer/{id}", customer.show),
        form("/customer/{id}/note", acts.note),
        form("/customer/{id}/answer", acts.answer_offer),
        form("/customer/{id}/reveal", acts.reveal),
    ]
