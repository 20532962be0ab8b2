"""Refusals: requests that are answered with an HTTP status of their own, before any GraphQL is executed."""

from collections.abc import Mapping


class RequestRefused(Exception):
    """An HTTP request that is not executed. `code` goes into the answer's `extensions.code`."""

    def __init__(self, status: int, message: str, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})
