"""Taking a load run back from its page: what would happen in words, and then, with a reason, the command."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from uuid_utils import uuid7

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.forms import read_form
from profile_service.domain.access.caller import Caller


class RunUndoActs:
    """`POST /operations/loads/{run}/undo`: without `confirm` a preview, which changes nothing; with it the command,
    answered by 303 to the page of the run."""

    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def undo(self, request: Request, caller: Caller) -> Response:
        form, id = await read_form(request), request.path_params["run"]
        if not form.get("confirm"):
            undone = await self._answer(request, caller, {"run": id, "dryRun": True})
            return console_page(
                "undo_preview.html",
                caller,
                q="",
                here="operations",
                run=undone["run"],
                sentences=undone["sentences"],
                key=str(uuid7()),
            )
        wanted = {"run": id, "reason": form.get("reason", ""), "idempotencyKey": form.get("key") or None}
        await self._answer(request, caller, wanted)
        return RedirectResponse(f"/operations/loads/{quote(id)}", 303)

    async def _answer(self, request: Request, caller: Caller, wanted: Mapping[str, Any]) -> Any:
        answer = await self._queries.change(request, caller, "undo_run", input=dict(wanted))
        if error := answer.error():
            raise PageRefused.of(error)
        return answer.data["undoRun"]
