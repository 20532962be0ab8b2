"""The doors of the server: by which kind of address a request comes. They are few, and no caller can add one."""

from collections.abc import Mapping
from typing import Any

DOORS = ("graphql", "page", "form", "panel", "stream", "websocket", "login", "asset", "health", "metrics", "other")
QUIET_DOORS = frozenset({"asset", "health", "metrics"})
"""What comes through these is asked every few seconds, or with every page: the log has it at the level `debug`."""

_BY_PATH = {
    "/graphql": "graphql",
    "/healthz": "health",
    "/readyz": "health",
    "/metrics": "metrics",
    "/login": "login",
    "/logout": "login",
    "/review/events": "stream",
}
_BY_FIRST_PART = {"assets": "asset", "login": "login", "embed": "panel"}
_PAGES = frozenset({"", "go", "customer", "review", "operations", "privacy", "figures"})


def door_of(scope: Mapping[str, Any]) -> str:
    """One of DOORS, by the path and the method of an ASGI scope."""
    if scope["type"] == "websocket":
        return "websocket"
    path: str = scope["path"]
    if door := _BY_PATH.get(path):
        return door
    first = path[1:].partition("/")[0]
    if door := _BY_FIRST_PART.get(first):
        return door
    if first == "customer" and path.endswith("/events"):
        return "stream"
    if first in _PAGES:
        return "page" if scope["method"] in {"GET", "HEAD"} else "form"
    return "other"
