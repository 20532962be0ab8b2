"""Answers without an end: they last for as long as their page is open, and must not hold up the server's own end."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request


def mark_endless(request: Request) -> None:
    request.state.endless = True


def is_endless(scope: Mapping[str, Any]) -> bool:
    """Whether the answer to the request of an ASGI scope has no end."""
    return bool(scope.get("state", {}).get("endless"))
