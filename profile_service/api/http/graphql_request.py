"""GraphQL requests as they come over HTTP: what a GET or POST holds, or why it is refused."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from profile_service.api.http.media_types import JSON
from profile_service.api.http.refusals import RequestRefused
from profile_service.api.http.request_limits import (
    MAX_BODY_BYTES,
    MAX_JSON_DEPTH,
    MAX_QUERY_STRING_FIELDS,
    json_too_deep,
    read_body,
)

_UTF8 = re.compile(r"""charset\s*=\s*"?utf-?8"?""", re.I)


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """`query`: a GraphQL document; `operation`: the name of the operation to execute, where it has several;
    `extensions`: what else the client wants, such as `{"cost": true}`."""

    query: str
    variables: dict[str, object] | None
    operation: str | None
    extensions: dict[str, object] | None


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request that a GET or POST holds. Raises RequestRefused."""
    if request.method == "GET":
        return _graphql_request(_from_query_string(request.scope["query_string"]))
    _check_content_type(request.headers.get("content-type", ""))
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise RequestRefused(415, "send the question as it is, not compressed", "UNSUPPORTED_MEDIA_TYPE")
    return _graphql_request(_from_json(await read_body(request), "body"))


def check_characters(*values: object) -> None:
    """Raises RequestRefused where a text holds a lone surrogate, which JSON can spell and UTF-8 cannot hold."""
    try:
        for value in values:
            (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()
    except UnicodeEncodeError as error:
        text = "the question holds a lone surrogate, which is no character"
        raise RequestRefused(400, text, "INVALID_INPUT") from error


def _check_content_type(content_type: str) -> None:
    media, _, parameters = content_type.partition(";")
    if media.strip().lower() != JSON:
        raise RequestRefused(415, "send the question as application/json", "UNSUPPORTED_MEDIA_TYPE")
    if "charset" in parameters.lower() and not _UTF8.search(parameters):
        raise RequestRefused(415, "send the question in UTF-8", "UNSUPPORTED_MEDIA_TYPE")


def _from_query_string(query_string: bytes) -> dict[str, object]:
    if len(query_string) > MAX_BODY_BYTES:
        raise RequestRefused(414, f"the address is larger than {MAX_BODY_BYTES // 1024} KB", "TOO_LARGE")
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_QUERY_STRING_FIELDS,
        )
    except ValueError as error:
        raise RequestRefused(400, "the address cannot be read", "BAD_REQUEST") from error
    texts = dict(pairs)
    parsed = {name: _from_json(texts[name].encode(), name) for name in ("variables", "extensions") if texts.get(name)}
    return {**texts, "variables": None, "extensions": None, **parsed}


def _from_json(text: bytes, name: str) -> object:
    if json_too_deep(text):
        raise RequestRefused(400, f"the {name} is nested deeper than {MAX_JSON_DEPTH} levels", "TOO_LARGE")
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RequestRefused(400, f"the {name} is not JSON", "BAD_REQUEST") from error
    return value


def _refuse_constant(name: str) -> None:
    """Python's reader takes NaN and Infinity, which JSON does not have."""
    raise ValueError(f"{name} is no JSON")


def _graphql_request(members: object) -> GraphQLRequest:
    if not isinstance(members, dict):
        text = "send one question as a JSON object; lists of questions are not answered"
        raise RequestRefused(400, text, "BAD_REQUEST")
    query, variables, operation = members.get("query"), members.get("variables"), members.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise RequestRefused(400, "query is missing or no text", "BAD_REQUEST")
    if not isinstance(variables, dict | None):
        raise RequestRefused(400, "variables must be an object", "BAD_REQUEST")
    if not isinstance(operation, str | None):
        raise RequestRefused(400, "operationName must be text", "BAD_REQUEST")
    extensions = members.get("extensions")
    if not isinstance(extensions, dict | None):
        raise RequestRefused(400, "extensions must be an object", "BAD_REQUEST")
    check_characters(query, variables, operation)
    return GraphQLRequest(query, variables, operation or None, extensions)
