"""Clients that leave before their answer."""

from starlette.requests import Request


async def hung_up(request: Request) -> None:
    """Return once the client of a request that was read has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
