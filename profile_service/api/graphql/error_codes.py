"""Errors as callers see them: expected ones with a code, all others masked and logged under the request's id.

Neither the log nor the answer ever holds the text of an unexpected error: it may quote what somebody asked for.
"""

import logging
import traceback

from graphql import GraphQLError

from profile_service.domain.values.errors import ProfileError

_log = logging.getLogger("profile_service.api")


def answered(error: GraphQLError, request_id: str) -> GraphQLError:
    """What the caller may see of an error."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, ProfileError):
        return _as(error, str(cause), {"code": cause.code})
    if cause is None or isinstance(cause, GraphQLError):
        # Theirs to mend: syntax, an unknown field, a value that does not fit. These texts quote only the request.
        return error if error.extensions else _as(error, error.message, {"code": "BAD_REQUEST"})
    log_unexpected(cause, request_id)
    if isinstance(cause, RecursionError):
        return _as(error, "the operation is nested too deeply", {"code": "TOO_LARGE"})
    text = f"something went wrong here; if it happens again, report request {request_id}"
    return _as(error, text, {"code": "INTERNAL", "requestId": request_id})


def log_unexpected(error: BaseException, request_id: str) -> None:
    """The kind of an error and where it arose, without its text."""
    places = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}" for place in reversed(places))
    _log.error("request %s failed unexpectedly: %s at %s", request_id, type(error).__name__, where)


def _as(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, None, extensions)
