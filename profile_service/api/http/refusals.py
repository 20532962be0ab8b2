"""Refusals: requests that are answered with an HTTP status of their own, before any GraphQL is executed."""

from collections.abc import Mapping

from profile_service.domain.values.errors import AuditUnavailable, Busy, ProfileError, StoreError, Unauthenticated

RETRY_SECONDS = "2"
"""After which it is looked again whether the store or the audit is back."""


class RequestRefused(Exception):
    """An HTTP request that is not executed. `code` goes into the answer's `extensions.code`."""

    def __init__(self, status: int, message: str, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})


def refusal_of(error: ProfileError) -> RequestRefused:
    """The refusal of a request for which nothing could be executed: nobody knows who asks, or too much is asked, or the
    store or the audit is away, which may pass."""
    if isinstance(error, Unauthenticated):
        return RequestRefused(401, str(error), error.code, {"www-authenticate": "Bearer"})
    if isinstance(error, StoreError | AuditUnavailable):
        return RequestRefused(503, str(error), error.code, {"retry-after": RETRY_SECONDS})
    if isinstance(error, Busy):
        return RequestRefused(503, str(error), error.code, {"retry-after": str(error.retry_after)})
    return RequestRefused(403, str(error), error.code)
