"""The addresses of the pages about the service itself."""

from collections.abc import Callable

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageEndpoint, answered
from profile_service.api.gateway.page_compression import PageCompression
from profile_service.api.operations.access_page import AccessPage
from profile_service.api.operations.audit_page import AuditPage
from profile_service.api.operations.inspect_page import InspectPage
from profile_service.api.operations.operations_page import OperationsPage
from profile_service.api.operations.run_undo_acts import RunUndoActs
from profile_service.service.profile.readiness import Readiness


def operations_routes(
    queries: PageQueries, readiness: Callable[[], Readiness], inspect: InspectPage
) -> list[BaseRoute]:
    """`readiness`: as it was a moment ago, part by part."""
    operations = OperationsPage(queries, readiness, inspects=inspect.is_on)
    audit, access, undo = AuditPage(queries), AccessPage(queries), RunUndoActs(queries)

    def page(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["GET"], middleware=[Middleware(PageCompression)])

    def form(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["POST"])

    return [
        page("/operations", operations.runs),
        page("/operations/loads/{run}", operations.run),
        form("/operations/loads/{run}/undo", undo.undo),
        page("/operations/inspect", inspect.form),
        form("/operations/inspect", inspect.inspect),
        page("/operations/audit", audit.show),
        page("/operations/access", access.show),
    ]
