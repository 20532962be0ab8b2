"""`/operations/access`: who may do what here, and the commands that change it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows

_ROWS = 50


class AccessPage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """A page of keys and one of users, which are turned apart, and all roles. To see them leaves lines."""
        if not allows(caller.rights.reads, "access"):
            raise PageRefused(403, f"the role {caller.role or 'of nobody'} may not read who has access")
        places = {name: request.query_params.get(name) or None for name in ("keys", "users")}
        answer = await self._queries.ask(
            request,
            caller,
            "access",
            first=caller.rights.page(_ROWS),
            keysAfter=places["keys"],
            usersAfter=places["users"],
        )
        if error := answer.error():
            raise PageRefused.of(error)
        keys, users = answer.data["accessKeys"], answer.data["users"]
        return console_page(
            "access.html",
            caller,
            q="",
            here="operations",
            keys=keys["nodes"],
            users=users["nodes"],
            roles=answer.data["roles"],
            more_keys=_following("keys", keys["pageInfo"], places),
            more_users=_following("users", users["pageInfo"], places),
            turned=any(places.values()),
        )


def _following(list_name: str, info: Mapping[str, Any], places: Mapping[str, str | None]) -> str | None:
    """The query of the next page of one list, the other staying where it is; None behind the last."""
    if not info["hasNextPage"]:
        return None
    kept = {name: place for name, place in places.items() if place and name != list_name}
    return "?" + urlencode({**kept, list_name: info["endCursor"]})
