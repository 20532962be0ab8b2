"""Health checks: whether the process is alive, and whether it can answer."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def routes(why_not_ready: Callable[[], str | None]) -> list[Route]:
    """`/healthz` and `/readyz`. `why_not_ready`: the reason why the store cannot answer, a sentence; None if it can."""

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        reason = why_not_ready()
        if reason is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)

    return [Route("/healthz", alive), Route("/readyz", ready)]
