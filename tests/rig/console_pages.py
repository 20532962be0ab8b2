"""The pages of the console: addresses for each route that a browser opens, so that a new route is looked at too."""

from collections.abc import Mapping

from starlette.routing import Route

from profile_service.api.http.app import create_app
from profile_service.settings import Settings

DESK = "https://desk.example.com"
"""A help desk that may show the panel."""
NO_PAGES: Mapping[str, str] = {
    "/graphql": "GraphiQL, which others made",
    "/healthz": "for programs",
    "/readyz": "for programs",
    "/metrics": "for programs",
    "/customer/{id}/events": "a stream",
    "/review/events": "a stream",
    "/login/link": "leads on",
    "/login/issuer/{number:int}": "leads on",
    "/login/return": "leads on",
    "/privacy/person/{id}/export.{form}": "a file to keep",
    "/privacy/receipts/{erasure}": "a file to keep",
}
"""Route → why it is no page of the console."""
PAGES: Mapping[str, tuple[str, ...]] = {
    "/": ("/", "/?q=Kowalczyk", "/?q=nobody+by+that+name"),
    "/go": ("/go?phone={phone}", "/go?email=nobody@example.com"),
    "/customer/{id}": (
        "/customer/{id}", "/customer/{id}?scope=history", "/customer/{id}?each=1", "/customer/{id}?kind=support_call",
        "/customer/{id}?text=lamp",
        "/customer/nobody",
    ),
    "/customer/{id}/journey": ("/customer/{id}/journey", "/customer/{id}/journey?store=1"),
    "/customer/{id}/note/{event:path}": ("/customer/{id}/note/{note}",),
    "/customer/{id}/identity": ("/customer/{id}/identity", "/customer/{id}/identity?node={node}"),
    "/customer/{id}/history": ("/customer/{id}/history",),
    "/customer/{id}/merge": ("/customer/{id}/merge?with=Ingram",),
    "/review": ("/review", "/review?obstacle=LIMIT"),
    "/review/next": ("/review/next",),
    "/review/{item:path}": ("/review/{item}", "/review/settled"),
    "/operations": ("/operations",),
    "/operations/loads/{run}": ("/operations/loads/{run}",),
    "/operations/access": ("/operations/access",),
    "/operations/inspect": ("/operations/inspect",),
    "/operations/audit": ("/operations/audit", "/operations/audit?actor=demo"),
    "/figures": ("/figures", "/figures?every=quarter&by=source", "/figures?from=1999-01&to=1999-02"),
    "/journeys": (
        "/journeys", "/journeys?direction=after&by=channel&steps=kinds%3A+%5Bchat%5D", "/journeys?anchor=nothing",
    ),
    "/segments": ("/segments", "/segments?segment=may_be_written_to", "/segments?who=who%3A%20%7B%7D"),
    "/figures/customers": (
        "/figures/customers?name=active_customers&period=2026", "/figures/customers?name=orders&period=1999",
    ),
    "/privacy": ("/privacy",),
    "/privacy/person/{id}": ("/privacy/person/{id}", "/privacy/person/nobody"),
    "/embed/customer": ("/embed/customer?phone={phone}", "/embed/customer?phone=0"),
    "/login": ("/login",),
}  # fmt: skip
"""Route → addresses, with the names of what stands in them."""


def page_routes() -> set[str]:
    """The routes that a browser opens, of an application that has all of them."""
    return _routes("GET") - NO_PAGES.keys()


def form_routes() -> set[str]:
    """The routes that forms are sent to."""
    return _routes("POST") - NO_PAGES.keys()


def _routes(method: str) -> set[str]:
    app = create_app(Settings(embed_origins=(DESK,)))
    return {route.path for route in app.routes if isinstance(route, Route) and method in (route.methods or ())}


def addresses(**names: str) -> list[str]:
    """Every address, with these in the place of the names."""
    return [address.format(**names) for route in PAGES.values() for address in route]
