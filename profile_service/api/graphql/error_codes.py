"""Where an error gets its code: what the client sees of each error, in `extensions.code`.

An error of the domain brings its own code. Any other exception is masked as INTERNAL and logged under the request's id;
its text goes neither to the client nor to the log, since it may quote personal data of the request.
"""

import logging
import traceback
from collections.abc import Iterable

from graphql import GraphQLError

from profile_service.domain.telemetry.safe_words import safe_id
from profile_service.domain.values.errors import ProfileError

_log = logging.getLogger("profile_service.api")


def public_error(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error as the client may see it, at the same place, with a code."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, ProfileError):
        return _with(error, str(cause), {**cause.details, "code": cause.code})
    if cause is None or isinstance(cause, GraphQLError):
        # The client's own: syntax, an unknown field, a value that does not fit. Such texts quote the request alone.
        return error if error.extensions else _with(error, error.message, {"code": "BAD_REQUEST"})
    log_unexpected(cause, request_id)
    if isinstance(cause, RecursionError):
        return _with(error, "the operation is nested too deeply", {"code": "TOO_LARGE"})
    text = f"something went wrong here; if it happens again, report request {request_id}"
    return _with(error, text, {"code": "INTERNAL", "requestId": request_id})


def forget_frames(errors: Iterable[GraphQLError]) -> None:
    """Let go of where errors arose, once that is logged. Each holds all that was read for the answer, by the frames
    that it passed, and is held by them: for an answer about 60 customers 30,000 objects, until the next full
    collection."""
    for error in errors:
        each: BaseException | None = error
        while each is not None:
            each.__traceback__ = None
            each = each.original_error if isinstance(each, GraphQLError) else None


def log_unexpected(error: BaseException, request_id: str) -> None:
    """Log the class of an error and where it arose, without its text."""
    places = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}" for place in reversed(places))
    _log.error("request %s failed unexpectedly: %s at %s", safe_id(request_id), type(error).__name__, where)


def _with(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, None, extensions)
