"""`/customer/{id}/note/{event}`: a note that was written here, what it said before, and how to correct it."""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.domain.access.caller import Caller


class NotePage:
    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """A note that was withdrawn shows its history alone."""
        answer = await self._queries.ask(
            request,
            caller,
            "note",
            event=request.path_params["event"],
            profile=request.path_params["id"],
        )
        profile, note = answer.data.get("profile"), answer.data.get("event")
        versions = answer.data.get("interactionVersions") or []
        if profile is None or (note is None and not versions):
            if answer.error("OUTSIDE_VIEW"):
                raise PageRefused(403, "your view shows no interactions of this kind")
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "there is no such note of this customer")
        return console_page(
            "note.html",
            caller,
            q="",
            id=profile["id"],
            profile=profile,
            note=note,
            event=request.path_params["event"],
            versions=versions,
            shows=answer.shown.shows,
            form_key=uuid4().hex,
        )
