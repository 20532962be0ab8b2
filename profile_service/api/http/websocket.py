"""GraphQL over WebSocket (graphql-transport-ws), and its limits.

Queries and mutations are answered; there is nothing to subscribe to. A message has the size limits of an HTTP body.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.exceptions import NonJsonMessageReceived
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from profile_service.api.graphql.schema import Schema
from profile_service.api.http.graphql_request import check_characters
from profile_service.api.http.refusals import RequestRefused
from profile_service.api.http.request_ids import request_id
from profile_service.api.http.request_limits import MAX_BODY_BYTES, json_too_deep
from profile_service.api.types.values.request import Request

CONNECTION_INIT_TIMEOUT = timedelta(seconds=10)
"""A client that has not sent `connection_init` by then is disconnected."""
MAX_OPERATIONS_PER_CONNECTION = 20
"""Operations that one connection may have under way at the same time."""


class GraphQLWebSocket(GraphQL[Request, None]):
    """The ASGI application of WebSocket connections. `open_request` makes, of an id, what resolvers receive."""

    def __init__(self, schema: Schema, open_request: Callable[[str], Request]) -> None:
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=CONNECTION_INIT_TIMEOUT,
            max_subscriptions_per_connection=MAX_OPERATIONS_PER_CONNECTION,
        )
        self._open_request = open_request

    async def get_context(self, request: HttpRequest | WebSocket, response: Response | WebSocket) -> Request:
        del response  # strawberry passes it by name
        return self._open_request(request_id(request))

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
