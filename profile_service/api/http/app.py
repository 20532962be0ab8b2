"""The composition root of the HTTP application: services, middleware, routes."""

from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from profile_service.api.answers.answer_cache import AnswerCache
from profile_service.api.answers.kept_answers import KeptAnswers
from profile_service.api.audiences.segments_routes import segments_routes
from profile_service.api.console.console_routes import console_routes
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.figures.figures_routes import figures_routes
from profile_service.api.gateway.admission import Admission, AdmissionLimits
from profile_service.api.gateway.allowed_hosts import AllowedHosts
from profile_service.api.gateway.drain import Drain, DrainGuard
from profile_service.api.gateway.origin_guard import OriginGuard
from profile_service.api.gateway.security_headers import SecurityHeaders
from profile_service.api.graphql.schema import build_schema
from profile_service.api.help_desk.panel import PANEL_PAGE, Panel
from profile_service.api.http import health
from profile_service.api.http.authentication import Authentication
from profile_service.api.http.graphiql import assets
from profile_service.api.http.graphql_view import GraphQLView
from profile_service.api.http.services import Services, StoreOpener, open_warm
from profile_service.api.http.websocket import GraphQLWebSocket
from profile_service.api.journeys.journeys_routes import journeys_routes
from profile_service.api.live.case_stream import CaseStream
from profile_service.api.live.customer_stream import CustomerStream
from profile_service.api.live.viewers import Viewers
from profile_service.api.login.routes import LoginRoutes
from profile_service.api.operations.inspect_page import InspectPage
from profile_service.api.operations.operations_routes import operations_routes
from profile_service.api.operations.trial_report import FileTrial
from profile_service.api.privacy.export_download import ExportDownload
from profile_service.api.privacy.privacy_routes import privacy_routes
from profile_service.api.telemetry.answer_metrics import AnswerMetrics
from profile_service.api.telemetry.metrics import Metrics
from profile_service.api.telemetry.request_log import log_request
from profile_service.api.telemetry.request_watch import RequestWatch
from profile_service.domain.telemetry.request_record import RequestRecord
from profile_service.service.declared.declarations import check_declarations
from profile_service.service.workers.worker_board import WorkerSeat
from profile_service.settings import Settings


def _middleware(settings: Settings, metrics: Metrics, drain: Drain) -> list[Middleware]:
    """From the outermost on."""
    hosts = AllowedHosts(settings.host, settings.allowed_hosts)
    return [
        Middleware(RequestWatch, metrics=metrics.requests),
        Middleware(SecurityHeaders),
        Middleware(OriginGuard, hosts=hosts, framed=[PANEL_PAGE] if settings.embed_origins else []),
        Middleware(DrainGuard, drain=drain),
    ]


def create_app(
    settings: Settings,
    opening: StoreOpener = open_warm,
    trial: FileTrial | None = None,
    seat: WorkerSeat | None = None,
) -> Starlette:
    """The application. Its start opens the store and applies pending migrations; its end closes the store. Its
    `state.drain` begins when the server is about to end. `trial`: what tries files that are dropped on a page; None
    where nothing does. `seat`: of the worker, where the server has several.

    Raises InvalidInput that names the line where a declaration under `schema/`, or a file of one's own, is not valid.
    """
    check_declarations()
    services = Services(settings, seat)
    authentication = Authentication(lambda: services.door().credentials, services.acts)
    admission = Admission(AdmissionLimits(settings.allowance, settings.deadline, seat))
    viewers, listener = Viewers(seat=seat), partial(authentication.caller, is_use=False)
    metrics = Metrics(services.calls, admission, services.parts(lambda: len(viewers)), services.figures, seat)
    answers = AnswerCache(settings.answers_mb * 1024**2)
    metrics.add(AnswerMetrics(answers))

    def operation_ended(record: RequestRecord) -> None:
        metrics.requests.operation_ended(record)
        log_request(record)

    schema, request = build_schema(introspection=settings.introspection), services.request
    kept = KeptAnswers(schema, answers)
    megabytes = trial.most_bytes // 1024**2 if trial else 0
    queries = PageQueries(schema, authentication.caller, admission, request)
    drain = Drain()
    drain.on_begin(viewers.send_away)

    beside = (metrics.lag.measured, metrics.told, viewers.heard)
    app = Starlette(
        routes=[
            Route("/graphql", GraphQLView(kept, authentication, admission, request, graphiql=settings.graphiql)),
            WebSocketRoute("/graphql", GraphQLWebSocket(schema, authentication, admission, request, operation_ended)),
            *CaseStream(queries, listener, viewers).routes(),
            *console_routes(queries, viewers.on_case, megabytes),
            *operations_routes(queries, services.readiness, InspectPage(trial, partial(services.acts, door="console"))),
            *privacy_routes(queries, ExportDownload(services.person_export, partial(services.acts, door="console"))),
            *figures_routes(queries),
            *journeys_routes(queries),
            *segments_routes(queries),
            *CustomerStream(queries, listener, services.watching, viewers).routes(),
            *Panel(queries, settings.embed_origins).routes(),
            *LoginRoutes(services.door, authentication.caller, has_panel=bool(settings.embed_origins)).routes(),
            assets(),
            *health.routes(services.readiness, lambda: drain.has_begun),
            metrics.route(),
        ],
        middleware=_middleware(settings, metrics, drain),
        lifespan=services.lifespan(opening, beside),
    )
    app.state.drain = drain
    return app
