"""What is written on a customer's page: notes, answers to what was offered, and masked values that are shown."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.forms import read_form
from profile_service.domain.access.caller import Caller


class CustomerActs:
    """Each act is a form that is posted, answered by 303 to the page that then shows it."""

    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def note(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request)
        await self._record(request, caller, form, kind=form.get("kind") or "note", text=form.get("text") or None)
        return _back(request, "#timeline")

    async def answer_offer(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request)
        await self._record(
            request, caller, form, kind="offer_answer", offer=form.get("offer"), answer=form.get("answer")
        )
        return _back(request, "#now")

    async def reveal(self, request: Request, caller: Caller) -> Response:
        """One value, once, in the answer to the form; no address leads there."""
        form = await read_form(request)
        answer = await self._queries.change(
            request,
            caller,
            "reveal",
            id=request.path_params["id"],
            name=form.get("name", ""),
            reason=form.get("reason", ""),
        )
        if error := answer.error():
            raise PageRefused.of(error)
        return console_page(
            "revealed.html", caller, q="", revealed=answer.data["revealValue"], id=request.path_params["id"]
        )

    async def _record(self, request: Request, caller: Caller, form: dict[str, str], **values: Any) -> None:
        answer = await self._queries.change(
            request,
            caller,
            "record_interaction",
            id=request.path_params["id"],
            channel=form.get("channel") or None,
            topic=form.get("topic") or None,
            outcome=form.get("outcome") or None,
            key=form.get("key") or None,
            **values,
        )
        if error := answer.error():
            raise PageRefused.of(error)


def _back(request: Request, place: str) -> Response:
    return RedirectResponse(f"/customer/{quote(request.path_params['id'])}{place}", 303)
