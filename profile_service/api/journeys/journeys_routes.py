"""The address of the page of journeys."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import answered
from profile_service.api.gateway.page_compression import PageCompression
from profile_service.api.journeys.journeys_page import JourneysPage


def journeys_routes(queries: PageQueries) -> list[BaseRoute]:
    page = answered(JourneysPage(queries).show, queries)
    return [Route("/journeys", page, methods=["GET"], middleware=[Middleware(PageCompression)])]
