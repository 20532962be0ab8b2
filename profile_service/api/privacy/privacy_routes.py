"""The addresses of the pages for requests of people."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageEndpoint, answered
from profile_service.api.gateway.page_compression import PageCompression
from profile_service.api.privacy.export_download import ExportDownload
from profile_service.api.privacy.privacy_acts import PrivacyActs
from profile_service.api.privacy.privacy_page import PrivacyPage


def privacy_routes(queries: PageQueries, downloads: ExportDownload) -> list[BaseRoute]:
    pages, acts = PrivacyPage(queries), PrivacyActs(queries)

    def page(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["GET"], middleware=[Middleware(PageCompression)])

    def file(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["GET"])

    def form(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["POST"])

    return [
        page("/privacy", pages.start),
        page("/privacy/person/{id}", pages.person),
        file("/privacy/person/{id}/export.{form}", downloads.send),
        file("/privacy/receipts/{erasure}", pages.receipt),
        form("/privacy/person/{id}/erase", acts.erase),
        form("/privacy/person/{id}/restrict", acts.restrict),
        form("/privacy/suppress", acts.suppress),
    ]
