"""The address of the page of segments."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from profile_service.api.audiences.segments_page import SegmentsPage
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import answered
from profile_service.api.gateway.page_compression import PageCompression


def segments_routes(queries: PageQueries) -> list[BaseRoute]:
    page = answered(SegmentsPage(queries).show, queries)
    return [Route("/segments", page, methods=["GET"], middleware=[Middleware(PageCompression)])]
