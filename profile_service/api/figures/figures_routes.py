"""The addresses of the pages of figures."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageEndpoint, answered
from profile_service.api.figures.figures_page import FiguresPage
from profile_service.api.gateway.page_compression import PageCompression


def figures_routes(queries: PageQueries) -> list[BaseRoute]:
    figures = FiguresPage(queries)

    def page(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["GET"], middleware=[Middleware(PageCompression)])

    return [page("/figures", figures.show), page("/figures/customers", figures.customers)]
