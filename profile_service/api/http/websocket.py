"""GraphQL over WebSocket (graphql-transport-ws), and its limits.

Queries and mutations are answered; there is nothing to subscribe to. A message has the size limits of an HTTP body.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import NonJsonMessageReceived
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage

from profile_service.api.gateway.admission import Admission
from profile_service.api.gateway.refusal_answers import RefusalAnswer
from profile_service.api.gateway.request_ids import request_id
from profile_service.api.graphql.schema import Schema
from profile_service.api.http.authentication import Authentication
from profile_service.api.http.graphql_request import check_characters
from profile_service.api.http.refusals import RETRY_SECONDS, RequestRefused
from profile_service.api.http.request_limits import MAX_BODY_BYTES, json_too_deep
from profile_service.api.types.values.request import Request, RequestOpener
from profile_service.domain.telemetry.request_record import RequestRecord, begin_record
from profile_service.domain.values.errors import ProfileError, StoreError

CONNECTION_INIT_TIMEOUT = timedelta(seconds=10)
"""A client that has not sent `connection_init` by then is disconnected."""
_TRY_AGAIN_LATER = 1013
MAX_OPERATIONS_PER_CONNECTION = 20
"""Operations that one connection may have under way at the same time."""


class _Handler(BaseGraphQLTransportWSHandler[Request, None]):
    """Asks anew, for each operation, who the caller is: a key that was revoked reads nothing more, however long the
    connection has been open."""

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        assert isinstance(self.websocket, ASGIWebSocketAdapter)  # noqa: S101  the adapter of this view
        connection = self.websocket.ws
        try:
            assert isinstance(self.view, GraphQLWebSocket)  # noqa: S101  the view of this handler
            self.view.begin_record(connection)
            self.context = await self.view.get_context(connection, response=connection)
        except ProfileError as error:
            code = _TRY_AGAIN_LATER if isinstance(error, StoreError) else 4401
            await self.websocket.close(code=code, reason=error.code)
            return
        await super().handle_subscribe(message)


class GraphQLWebSocket(GraphQL[Request, None]):
    """The ASGI application of WebSocket connections."""

    graphql_transport_ws_handler_class = _Handler

    def __init__(
        self,
        schema: Schema,
        authentication: Authentication,
        admission: Admission,
        open_request: RequestOpener,
        ended: Callable[[RequestRecord], None] | None = None,
    ) -> None:
        """`ended`: what is told of each operation that is over."""
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=CONNECTION_INIT_TIMEOUT,
            max_subscriptions_per_connection=MAX_OPERATIONS_PER_CONNECTION,
        )
        self._authentication = authentication
        self._admission = admission
        self._open_request = open_request
        self._ended = ended

    def begin_record(self, connection: WebSocket) -> None:
        """A record of its own for the operation that comes next, which the task takes along that executes it."""
        begin_record(RequestRecord(request_id(connection), "websocket", status=200, ended=self._ended))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Without a caller the handshake is refused; with 503 where nobody can find out who calls now."""
        opening = WebSocket(scope, receive, send)
        try:
            await self._authentication.caller(opening)
        except StoreError as error:
            await RefusalAnswer(503, error.code, str(error), int(RETRY_SECONDS))(scope, receive, send)
            return
        except ProfileError as error:
            await opening.close(code=4401, reason=error.code)
            return
        await super().__call__(scope, receive, send)

    async def get_context(self, request: HttpRequest | WebSocket, response: Response | WebSocket) -> Request:
        del response  # strawberry passes it by name
        caller = await self._authentication.caller(request)
        return self._open_request(request_id(request), caller, self._admission.of(caller, request))

    def decode_json(self, data: str | bytes) -> object:
        """The JSON value of a message. A message over a limit, or no JSON, closes the connection with code 4400."""
        text = data.encode(errors="surrogatepass") if isinstance(data, str) else data
        if len(text) > MAX_BODY_BYTES or json_too_deep(text):
            raise NonJsonMessageReceived
        try:
            message: object = json.loads(text)
            check_characters(message)
        except (ValueError, RecursionError, RequestRefused) as error:
            raise NonJsonMessageReceived from error
        return message
