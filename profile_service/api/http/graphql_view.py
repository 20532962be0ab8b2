"""GraphQL over HTTP (the GraphQL-over-HTTP draft) and over WebSocket (graphql-transport-ws)."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http.exceptions import NonJsonMessageReceived
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from profile_service.api.graphql.errors import log_unexpected
from profile_service.api.graphql.limits import MAX_BODY_BYTES, json_too_deep
from profile_service.api.graphql.schema import Schema
from profile_service.api.http.graphiql import POLICY, page
from profile_service.api.http.graphql_request import (
    PLAIN,
    RESPONSE,
    Form,
    Question,
    Refused,
    check_characters,
    form_of,
    question,
)
from profile_service.api.types.values.request import Request

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BY_METHOD = {"GET": {OperationType.QUERY}, "POST": {OperationType.QUERY, OperationType.MUTATION}}


class GraphQLView(GraphQL[Request, None]):
    """`request` makes, of an id, what the resolvers of one request are handed."""

    def __init__(self, schema: Schema, request: Callable[[str], Request]) -> None:
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=20,
        )
        self._request = request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = await self._answer(HttpRequest(scope, receive))
            await response(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def get_context(
        self,
        request: HttpRequest | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002  given by name
    ) -> Request:
        return self._request(_request_id(request))

    def decode_json(self, data: str | bytes) -> object:
        """Of a WebSocket message; the same limits hold as for a body."""
        text = data.encode(errors="surrogatepass") if isinstance(data, str) else data
        if len(text) > MAX_BODY_BYTES or json_too_deep(text):
            raise NonJsonMessageReceived
        try:
            message = json.loads(text)
            check_characters(message)
        except (ValueError, RecursionError, Refused) as error:
            raise NonJsonMessageReceived from error
        return message

    async def _answer(self, request: HttpRequest) -> Response:
        if _wants_page(request):
            return HTMLResponse(page(), headers={"content-security-policy": POLICY})
        context = self._request(_request_id(request))
        form = form_of(request.headers.get("accept", "")) or PLAIN
        try:
            if request.method not in _BY_METHOD:
                raise Refused(405, "ask by GET or POST", "METHOD_NOT_ALLOWED", {"allow": "GET, POST"})
            if form_of(request.headers.get("accept", "")) is None:
                raise Refused(406, f"answers come as {RESPONSE} or {PLAIN}", "NOT_ACCEPTABLE")
            result = await self._execute(await question(request), request.method, context)
        except Refused as refused:
            return _refusal(refused, form, context.id)
        except Exception as error:  # noqa: BLE001  whatever it is, its text stays here
            log_unexpected(error, context.id)
            text = f"something went wrong here; if it happens again, report request {context.id}"
            return _refusal(Refused(500, text, "INTERNAL"), form, context.id)
        return _result(result, form, context.id)

    async def _execute(self, asked: Question, method: str, context: Request) -> ExecutionResult:
        try:
            return await self.schema.execute(
                asked.query,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.operation,
                allowed_operation_types=_BY_METHOD[method],
            )
        except InvalidOperationTypeError as error:
            if method == "GET":
                text = "a GET only reads; send this by POST"
                raise Refused(405, text, "METHOD_NOT_ALLOWED", {"allow": "POST"}) from error
            raise Refused(400, "there is nothing to subscribe to", "BAD_REQUEST") from error
        except (CannotGetOperationTypeError, MissingQueryError):
            text = "the document has no such operation; name one of its operations in operationName"
            return ExecutionResult(data=None, errors=[GraphQLError(text, extensions={"code": "BAD_REQUEST"})])


def _wants_page(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and "query" not in request.query_params
    )


def _request_id(request: HttpRequest | WebSocket) -> str:
    given = request.headers.get("x-request-id", "")
    return given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


def _result(result: ExecutionResult, form: Form, request_id: str) -> Response:
    errors = result.errors or []
    answer: dict[str, Any] = {"errors": [error.formatted for error in errors]} if errors else {}
    ran = result.data is not None or any(error.path for error in errors)
    if ran:
        answer["data"] = result.data
    return _response(answer, 200 if ran or form == PLAIN else 400, form, request_id)


def _refusal(refused: Refused, form: Form, request_id: str) -> Response:
    answer = {"errors": [{"message": refused.message, "extensions": {"code": refused.code}}]}
    response = _response(answer, refused.status, form, request_id)
    response.headers.update(refused.headers)
    return response


def _response(answer: dict[str, Any], status: int, form: Form, request_id: str) -> Response:
    body = orjson.dumps(answer)
    headers = {"content-type": f"{form}; charset=utf-8", "cache-control": "no-store", "x-request-id": request_id}
    return Response(body, status, headers)
