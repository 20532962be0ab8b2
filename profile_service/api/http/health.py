"""Health checks: whether the process is alive, and whether it can answer, part by part."""

from collections.abc import Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from profile_service.service.profile.readiness import Readiness


def routes(readiness: Callable[[], Readiness], is_ending: Callable[[], bool] = lambda: False) -> list[Route]:
    """`/healthz` and `/readyz`. `is_ending`: whether the server takes no more requests."""

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        seen = readiness()
        reason = "the server is about to end" if is_ending() else seen.why_not_ready
        parts = {name: why or "ok" for name, why in asdict(seen).items()}
        if reason is not None:
            return JSONResponse({"status": "unavailable", "reason": reason, "parts": parts}, 503, {"retry-after": "2"})
        if seen.disk is not None:
            return JSONResponse({"status": "degraded", "reason": seen.disk, "parts": parts})
        return JSONResponse({"status": "ready", "parts": parts})

    return [Route("/healthz", alive), Route("/readyz", ready)]
