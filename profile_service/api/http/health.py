"""Whether the process lives, and whether it can answer."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def routes(why_not_ready: Callable[[], Awaitable[str | None]]) -> list[Route]:
    """`why_not_ready` says in a sentence what keeps the store from answering, or None."""

    async def lives(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        reason = await why_not_ready()
        if reason is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)

    return [Route("/healthz", lives), Route("/readyz", ready)]
