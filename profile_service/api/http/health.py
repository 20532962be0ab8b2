"""Health checks: whether the process is alive, and whether it can answer."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def routes(lacking: Callable[[], Awaitable[str | None]]) -> list[Route]:
    """`/healthz` and `/readyz`. `lacking`: in a sentence, what keeps the store from answering; None if it answers."""

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        reason = await lacking()
        if reason is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)

    return [Route("/healthz", alive), Route("/readyz", ready)]
