"""What is written on a customer's page: notes, answers to what was offered, proposals, and masked values shown."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.forms import NOTE_BYTES, read_form
from profile_service.domain.access.caller import Caller

_SECONDS_SHOWN = 60


class CustomerActs:
    """Each act is a form that is posted, answered by 303 to the page that then shows it. A form that is sent twice,
    under one `key`, is carried out once."""

    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def note(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request, max_bytes=NOTE_BYTES)
        kind, thread = form.get("kind") or "note", form.get("thread") or None
        text = form.get("text") or None
        try:
            await self._record(request, caller, form, kind=kind, text=text, thread=thread)
        except PageRefused as refused:
            raise PageRefused(refused.status, refused.message, typed=(text or "").strip()) from refused
        return _back(request, "noted")

    async def answer_offer(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request)
        await self._record(
            request,
            caller,
            form,
            kind="offer_answer",
            offer=form.get("offer"),
            answer=form.get("answer"),
            thread=form.get("thread") or None,
        )
        return _back(request, "answered")

    async def propose_merge(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request)
        await self._change(
            request,
            caller,
            "propose_merge",
            profiles=[request.path_params["id"], form.get("other", "")],
            reason=form.get("reason", ""),
            key=form.get("key") or None,
        )
        return _back(request, "proposed")

    async def reveal(self, request: Request, caller: Caller) -> Response:
        """One value, once, in the answer to the form; no address leads there, and it goes away by itself."""
        form = await read_form(request)
        id = request.path_params["id"]
        data = await self._change(
            request, caller, "reveal", id=id, name=form.get("name", ""), reason=form.get("reason", "")
        )
        page = console_page("revealed.html", caller, q="", revealed=data["revealValue"], id=id, seconds=_SECONDS_SHOWN)
        page.headers["refresh"] = f"{_SECONDS_SHOWN}; url=/customer/{quote(id)}"
        return page

    async def _record(self, request: Request, caller: Caller, form: dict[str, str], **values: Any) -> None:
        await self._change(
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

    async def _change(self, request: Request, caller: Caller, document: str, **variables: Any) -> Any:
        """The data of the answer. Raises PageRefused with the sentence of its first error."""
        answer = await self._queries.change(request, caller, document, **variables)
        if error := answer.error():
            raise PageRefused.of(error)
        return answer.data


def _back(request: Request, said: str) -> Response:
    """303 to the page of the customer, at the sentence that says what was done."""
    return RedirectResponse(f"/customer/{quote(request.path_params['id'])}?said={said}#said", 303)
