"""Requests over HTTP as they are asked: who may be answered in what form, and what is no question at all."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from profile_service.api.graphql.limits import MAX_BODY_BYTES, MAX_JSON_DEPTH, json_too_deep

Form: TypeAlias = Literal["application/graphql-response+json", "application/json"]
RESPONSE: Form = "application/graphql-response+json"
PLAIN: Form = "application/json"
_UTF8 = re.compile(r"""charset\s*=\s*"?utf-?8"?""", re.I)


class Refused(Exception):
    """The request is no GraphQL request: answered with a status of its own."""

    def __init__(self, status: int, message: str, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Question:
    query: str
    variables: dict[str, Any] | None
    operation: str | None


def form_of(accept: str) -> Form | None:
    """The form that the caller likes best of those there are; None where they take neither."""
    if not accept.strip() or accept.strip() == "*/*":
        return PLAIN
    wishes = sorted(map(_wish, accept.split(",")), key=lambda wish: -wish[1])
    for media, weight in wishes:
        if weight <= 0:
            continue
        if media == RESPONSE:
            return RESPONSE
        if media in {PLAIN, "*/*", "application/*"}:
            return PLAIN
    return None


async def question(request: Request) -> Question:
    """The question that a GET or POST holds. Raises Refused."""
    if request.method == "GET":
        return _question(_from_url(request.scope["query_string"]))
    _check_media(request.headers.get("content-type", ""))
    return _question(_from_json(await _body(request), "body"))


def _wish(part: str) -> tuple[str, float]:
    media, *parameters = (each.strip().lower() for each in part.split(";"))
    weights = [each[2:] for each in parameters if each.startswith("q=")]
    try:
        return media, float(weights[0]) if weights else 1.0
    except ValueError:
        return media, 1.0


def _check_media(content_type: str) -> None:
    media, _, parameters = content_type.partition(";")
    if media.strip().lower() != PLAIN:
        raise Refused(415, "send the question as application/json", "UNSUPPORTED_MEDIA_TYPE")
    if "charset" in parameters.lower() and not _UTF8.search(parameters):
        raise Refused(415, "send the question in UTF-8", "UNSUPPORTED_MEDIA_TYPE")


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    body = bytearray()
    if not (length.isdecimal() and int(length) > MAX_BODY_BYTES):
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    break
            else:
                return bytes(body)
        except ClientDisconnect as error:
            raise Refused(400, "the body ended too early", "BAD_REQUEST") from error
    text = f"the body is larger than {MAX_BODY_BYTES // 1024} KB"
    raise Refused(413, text, "TOO_LARGE", {"connection": "close"})


def _from_url(query_string: bytes) -> dict[str, Any]:
    if len(query_string) > MAX_BODY_BYTES:
        raise Refused(414, f"the address is larger than {MAX_BODY_BYTES // 1024} KB", "TOO_LARGE")
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise Refused(400, "the address cannot be read", "BAD_REQUEST") from error
    given: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        if text := given.get(name):
            given[name] = _from_json(text.encode(), name)
        else:
            given.pop(name, None)
    return given


def _from_json(body: bytes, what: str) -> Any:
    if json_too_deep(body):
        raise Refused(400, f"the {what} is nested deeper than {MAX_JSON_DEPTH} levels", "TOO_LARGE")
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"the {what} is not JSON", "BAD_REQUEST") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _question(given: Any) -> Question:
    if not isinstance(given, dict):
        raise Refused(400, "send one question as a JSON object; lists of questions are not answered", "BAD_REQUEST")
    query, variables, operation = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Refused(400, "query is missing or no text", "BAD_REQUEST")
    if not isinstance(variables, dict | None):
        raise Refused(400, "variables must be an object", "BAD_REQUEST")
    if not isinstance(operation, str | None):
        raise Refused(400, "operationName must be text", "BAD_REQUEST")
    if not isinstance(given.get("extensions"), dict | None):
        raise Refused(400, "extensions must be an object", "BAD_REQUEST")
    check_characters(query, variables, operation)
    return Question(query, variables, operation or None)


def check_characters(*parts: Any) -> None:
    """JSON can spell half a character (a lone surrogate), which nothing behind this door can hold."""
    try:
        for part in parts:
            (part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)).encode()
    except UnicodeEncodeError as error:
        raise Refused(400, "the question holds a lone surrogate, which is no character", "INVALID_INPUT") from error
