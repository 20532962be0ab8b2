"""`/customer/{id}/note/{event}`: a note that was written here, what it said before, and how to correct it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.forms import NOTE_BYTES, read_form
from profile_service.api.login.pages import sentence
from profile_service.domain.access.caller import Caller

Act: TypeAlias = Literal["correct", "withdraw"]
_SAID: Mapping[Act, str] = {"correct": "corrected", "withdraw": "withdrawn"}
_WORDS = ("topic", "outcome", "text")
_FINAL = (403, 404)
"""Where the caller may not change the note, or there is none, no form would help."""


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """A change of a note that was not carried out: why, with which status, and what was typed, by its field."""

    act: Act
    why: PageRefused
    typed: Mapping[str, str] = field(default_factory=dict)


class NotePage:
    """A change is a form that is posted, answered by 303 to the customer's page, or by the page of the note with what
    was typed where it is refused. A form that is sent twice, under one `key`, is carried out once."""

    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def show(self, request: Request, caller: Caller) -> Response:
        """A note that was withdrawn shows its history alone."""
        return await self._page(request, caller)

    async def correct(self, request: Request, caller: Caller) -> Response:
        return await self._changed(request, caller, "correct")

    async def withdraw(self, request: Request, caller: Caller) -> Response:
        return await self._changed(request, caller, "withdraw")

    async def _changed(self, request: Request, caller: Caller, act: Act) -> Response:
        form = await read_form(request, max_bytes=NOTE_BYTES)
        answer = await self._queries.change(
            request,
            caller,
            f"{act}_interaction",
            event=request.path_params["event"],
            **({name: form.get(name, "") for name in _WORDS} if act == "correct" else {}),
            reason=form.get("reason", ""),
            key=form.get("key") or None,
        )
        if error := answer.error():
            refusal = PageRefused.of(error)
            if refusal.status in _FINAL:
                raise refusal
            return await self._page(request, caller, RefusedChange(act, refusal, form))
        id = request.path_params["id"]
        return RedirectResponse(f"/customer/{quote(id)}?said={_SAID[act]}#said", 303)

    async def _page(self, request: Request, caller: Caller, refused: RefusedChange | None = None) -> Response:
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
            refused.why.status if refused else 200,
            q="",
            id=profile["id"],
            profile=profile,
            note=note,
            event=request.path_params["event"],
            versions=versions,
            shows=answer.shown.shows,
            form_key=uuid4().hex,
            refused=sentence(refused.why.message) if refused else "",
            typed={act: refused.typed if refused and refused.act == act else {} for act in _SAID},
        )
