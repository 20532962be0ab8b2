"""GraphQL over HTTP, by the GraphQL-over-HTTP draft."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

import orjson
from graphql import GraphQLError
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from profile_service.api.answers.answer_cache import KeptAnswer
from profile_service.api.answers.kept_answers import KeptAnswers
from profile_service.api.gateway.admission import Admission
from profile_service.api.gateway.departures import hung_up
from profile_service.api.gateway.request_ids import request_id
from profile_service.api.graphql.error_codes import log_unexpected
from profile_service.api.http.authentication import Authentication
from profile_service.api.http.graphiql import graphiql_page
from profile_service.api.http.graphql_request import GraphQLRequest, read_request
from profile_service.api.http.media_types import GRAPHQL_RESPONSE, JSON, MediaType, accepted_media_type
from profile_service.api.http.refusals import RETRY_SECONDS, RequestRefused, refusal_of
from profile_service.api.login.pages import message_page
from profile_service.api.types.values.request import Request, RequestOpener
from profile_service.domain.access.caller import Caller
from profile_service.domain.telemetry.request_record import note_code
from profile_service.domain.values.errors import Busy, CallerGone, ProfileError, Unauthenticated

_OPERATIONS = {"GET": {OperationType.QUERY}, "POST": {OperationType.QUERY, OperationType.MUTATION}}


class GraphQLView:
    """The ASGI application of HTTP requests. `graphiql`: browsers are shown GraphiQL."""

    def __init__(
        self,
        answers: KeptAnswers,
        authentication: Authentication,
        admission: Admission,
        open_request: RequestOpener,
        *,
        graphiql: bool = True,
    ) -> None:
        self._answers = answers
        self._schema = answers.schema
        self._authentication = authentication
        self._admission = admission
        self._open_request = open_request
        self._graphiql = graphiql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(HttpRequest(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: HttpRequest) -> Response:
        if self._graphiql and _wants_graphiql(request):
            return await self._page(request)
        id = request_id(request)
        accepted = accepted_media_type(request.headers.get("accept", ""))
        media_type = accepted or JSON
        try:
            if request.method not in _OPERATIONS:
                raise RequestRefused(405, "ask by GET or POST", "METHOD_NOT_ALLOWED", {"allow": "GET, POST"})
            if accepted is None:
                raise RequestRefused(406, f"answers come as {GRAPHQL_RESPONSE} or {JSON}", "NOT_ACCEPTABLE")
            self._admission.turn_away_insistent(request)
            # Before the body is read: who may not ask sends nothing that is looked at.
            caller = await self._authentication.caller(request)
            asked = await read_request(request)
            context = self._open_request(id, caller, self._admission.of(caller, request, partial(hung_up, request)))
            answer = await self._answer(asked, request.method, context)
            await context.acts.written()
        except RequestRefused as refused:
            return _refusal_response(refused, media_type, id)
        except ProfileError as error:
            return _refusal_response(refusal_of(error), media_type, id)
        except Exception as error:  # noqa: BLE001  no unexpected error may reach the client with its text
            log_unexpected(error, id)
            text = f"something went wrong here; if it happens again, report request {id}"
            return _refusal_response(RequestRefused(500, text, "INTERNAL"), media_type, id)
        if isinstance(answer, KeptAnswer):
            return _kept_response(answer, request, caller, _headers(media_type, id))
        return _result_response(answer, media_type, id)

    async def _page(self, request: HttpRequest) -> Response:
        """GraphiQL; the login, where nobody knows who asks."""
        try:
            return graphiql_page(await self._authentication.caller(request))
        except Unauthenticated:
            return RedirectResponse(
                f"/login?{urlencode({'next': request.scope['path']})}", 303, {"cache-control": "no-store"}
            )
        except ProfileError as error:
            refused = refusal_of(error)
            return message_page(refused.message, refused.status, "/graphql", "Try again")

    async def _answer(self, asked: GraphQLRequest, method: str, context: Request) -> KeptAnswer | ExecutionResult:
        try:
            return await self._answers.answer(asked, context, partial(self._execute, asked, method))
        except (Busy, CallerGone) as error:
            return self._schema.not_admitted(error, context)

    async def _execute(self, request: GraphQLRequest, method: str, context: Request) -> ExecutionResult:
        try:
            return await self._schema.execute(
                request.query,
                variable_values=request.variables,
                context_value=context,
                operation_name=request.operation,
                allowed_operation_types=_OPERATIONS[method],
                operation_extensions=request.extensions,
            )
        except InvalidOperationTypeError as error:
            if method == "GET":
                text = "a GET only reads; send this by POST"
                raise RequestRefused(405, text, "METHOD_NOT_ALLOWED", {"allow": "POST"}) from error
            raise RequestRefused(400, "there is nothing to subscribe to", "BAD_REQUEST") from error
        except (CannotGetOperationTypeError, MissingQueryError):
            text = "the document has no such operation; name one of its operations in operationName"
            return ExecutionResult(data=None, errors=[GraphQLError(text, extensions={"code": "BAD_REQUEST"})])
        finally:
            context.reader.abandon()


def _wants_graphiql(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and "query" not in request.query_params
    )


# In the order of their weight, where an answer has several.
_STATUS_BY_CODE = {"RATE_LIMITED": 429, "OVERLOADED": 503, "DEADLINE_PASSED": 503, "STORE_UNAVAILABLE": 503}


def _result_response(result: ExecutionResult, media_type: MediaType, request_id: str) -> Response:
    """Without `data` where nothing was executed; then the status is 400, except for plain JSON, where the draft asks
    for 200. Where nothing could be answered now, it is one that says so, with `Retry-After`."""
    errors = result.errors or []
    answer: dict[str, object] = {"errors": [error.formatted for error in errors]} if errors else {}
    executed = result.data is not None or any(error.path for error in errors)
    if executed:
        answer["data"] = result.data
    if result.extensions:
        answer["extensions"] = result.extensions
    if (refused := _not_now(result)) is not None:
        status, seconds = refused
        response = _response(answer, status, media_type, request_id)
        response.headers["retry-after"] = str(seconds)
        return response
    return _response(answer, 200 if executed or media_type == JSON else 400, media_type, request_id)


def _kept_response(answer: KeptAnswer, request: HttpRequest, caller: Caller, headers: dict[str, str]) -> Response:
    """To a GET with a tag, by which the client may ask whether it is still the same. Programs may store the answer; the
    browsers of people, on whose machines it would lie about, may not."""
    if request.method != "GET":
        return Response(answer.body, 200, headers)
    tag = f'W/"{answer.tag}"'
    headers |= {"etag": tag, "vary": "accept, authorization, cookie"}
    if caller.kind != "user":
        headers["cache-control"] = "private, no-cache"
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    return Response(b"", 304, headers) if tag in known else Response(answer.body, 200, headers)


def _not_now(result: ExecutionResult) -> tuple[int, int] | None:
    """The status of an answer without any data, all errors of which may pass, and the seconds after which they may;
    None for all others."""
    extensions = [error.extensions or {} for error in result.errors or []]
    codes = {each.get("code") for each in extensions}
    if (
        not codes
        or not codes <= _STATUS_BY_CODE.keys()
        or any(value is not None for value in (result.data or {}).values())
    ):
        return None
    status = next(status for code, status in _STATUS_BY_CODE.items() if code in codes)
    return status, max(each.get("retryAfter", int(RETRY_SECONDS)) for each in extensions)


def _refusal_response(refused: RequestRefused, media_type: MediaType, request_id: str) -> Response:
    note_code(refused.code)
    answer = {"errors": [{"message": refused.message, "extensions": {"code": refused.code}}]}
    response = _response(answer, refused.status, media_type, request_id)
    response.headers.update(refused.headers)
    return response


def _response(answer: Mapping[str, object], status: int, media_type: MediaType, request_id: str) -> Response:
    return Response(orjson.dumps(answer), status, _headers(media_type, request_id))


def _headers(media_type: MediaType, request_id: str) -> dict[str, str]:
    return {"content-type": f"{media_type}; charset=utf-8", "cache-control": "no-store", "x-request-id": request_id}
