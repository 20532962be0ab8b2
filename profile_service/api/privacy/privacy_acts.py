"""What is done for people, from their pages: erasures after a preview and typed words, restrictions, suppressions."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.forms import read_fields, read_form
from profile_service.api.login.pages import sentence
from profile_service.domain.access.caller import Caller

_MOST_BYTES = 262_144
_MOST_FIELDS = 2_000


class PrivacyActs:
    """Forms. What changes something is answered by 303 to a page that shows it."""

    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def erase(self, request: Request, caller: Caller) -> Response:
        """Without `confirm` a preview, which changes nothing; with it the erasure, where the words were typed that the
        preview names. Where they were not, the preview comes again and says so."""
        fields = await read_fields(request, max_bytes=_MOST_BYTES, max_fields=_MOST_FIELDS)
        form, chosen = dict(fields), [value for name, value in fields if name == "record"]
        wanted = {"profile": request.path_params["id"], "records": chosen or None}
        if not form.get("confirm"):
            return await self._preview(request, caller, wanted)
        typed = {"confirmation": form.get("confirmation", ""), "reason": form.get("reason", "")}
        answer = await self._queries.change(request, caller, "erase_person", input=wanted | typed)
        if error := answer.error("INVALID_INPUT"):
            return await self._preview(request, caller, wanted, error.message, typed["reason"])
        if error := answer.error():
            raise PageRefused.of(error)
        return RedirectResponse("/privacy", 303)

    async def _preview(
        self, request: Request, caller: Caller, wanted: Mapping[str, Any], refused: str = "", reason: str = ""
    ) -> Response:
        answer = await self._queries.change(request, caller, "erase_person", input={**wanted, "dryRun": True})
        if error := answer.error():
            raise PageRefused.of(error)
        return console_page(
            "privacy_preview.html",
            caller,
            400 if refused else 200,
            q="",
            here="privacy",
            preview=answer.data["erasePerson"]["preview"],
            chosen=wanted["records"] or [],
            refused=sentence(refused) if refused else "",
            reason=reason,
        )

    async def restrict(self, request: Request, caller: Caller) -> Response:
        form, id = await read_form(request), request.path_params["id"]
        wanted = {"profile": id, "lift": bool(form.get("lift")), "reason": form.get("reason", "")}
        await self._done(request, caller, "restrict_profile", wanted)
        return RedirectResponse(f"/privacy/person/{quote(id, safe='')}", 303)

    async def suppress(self, request: Request, caller: Caller) -> Response:
        """An identifier by its type and value; of the type `record`, a record by its key."""
        form = await read_form(request)
        type, value = form.get("type", "").strip(), form.get("value", "").strip()
        named = {"record": value} if type == "record" else {"identifier": {"type": type, "value": value}}
        wanted = named | {"lift": bool(form.get("lift")), "reason": form.get("reason", "")}
        await self._done(request, caller, "suppress_identifier", wanted)
        return RedirectResponse("/privacy", 303)

    async def _done(self, request: Request, caller: Caller, document: str, wanted: Mapping[str, Any]) -> None:
        answer = await self._queries.change(request, caller, document, input=dict(wanted))
        if error := answer.error():
            raise PageRefused.of(error)
