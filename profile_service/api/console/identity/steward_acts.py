"""Changes of who is the same person: a form, a preview of what it would do in words, and then the change itself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from uuid_utils import uuid7

from profile_service.api.console.expected_versions import read_versions, written_versions
from profile_service.api.console.identity.effect_words import contradiction_sentences, effect_sentences
from profile_service.api.console.identity.steward_forms import ACTS, ActForm, Input, StewardAct
from profile_service.api.console.page_queries import PageAnswer, PageError, PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.forms import read_fields
from profile_service.domain.access.caller import Caller

# A customer of 500 records, all of them ticked, fits.
_MAX_BYTES, _MAX_FIELDS = 65_536, 600
_NO_REASON = PageError("the reason is blank; say why for those who read the history", "INVALID_INPUT", (), {})


class StewardActs:
    """`POST /customer/{id}/act`: without `confirm` a preview, which changes nothing; with it the change, answered by
    303 to the identity page, which says what it then reads."""

    def __init__(self, queries: PageQueries) -> None:
        self._queries = queries

    async def act(self, request: Request, caller: Caller) -> Response:
        posted = await read_fields(request, max_bytes=_MAX_BYTES, max_fields=_MAX_FIELDS)
        form = ActForm.of(request.path_params["id"], posted)
        act = ACTS.get(form.text("act"))
        if act is None:
            raise PageRefused(400, "there is no such form")
        input = act.input(form)
        if not form.text("confirm"):
            return await self._preview(request, caller, act, form)
        if act.needs_reason and not form.text("reason"):
            return await self._preview(request, caller, act, form, refused=_NO_REASON)
        answer = await self._queries.change(request, caller, act.document, input=_conditions(form) | input)
        if error := answer.error():
            if error.code in {"CONFLICT", "CONTRADICTED"}:
                return await self._preview(request, caller, act, form, refused=error)
            raise PageRefused.of(error)
        return _done(form.profile, answer)

    async def _preview(
        self, request: Request, caller: Caller, act: StewardAct, form: ActForm, refused: PageError | None = None
    ) -> Response:
        """What the form would do now. `refused`: why it was not done; the reason that was typed stays."""
        wanted: Input = act.input(form) | {"dryRun": True}
        answer = await self._queries.change(request, caller, act.document, input=wanted)
        if error := answer.error():
            # Whoever may not do it is told so, whatever the reason lacks.
            raise PageRefused.of(error if refused in (None, _NO_REASON) else refused)
        effect: Mapping[str, Any] = answer.data["effect"]
        return console_page(
            "act_preview.html",
            caller,
            200 if refused is None else 422 if refused is _NO_REASON else 409,
            q="",
            id=form.profile,
            act=act,
            name=form.text("act"),
            carried=form.carried(),
            sentences=effect_sentences(effect),
            contradictions=contradiction_sentences(effect),
            changes=bool(effect["changes"]),
            ticked=form.despite,
            reason=form.fields.get("reason", ""),
            refused=refused.message if refused else "",
            versions=written_versions(effect["profiles"]),
            key=str(uuid7()),
        )


def _conditions(form: ActForm) -> Input:
    return {
        "reason": form.text("reason"),
        "idempotencyKey": form.text("key") or None,
        "expectedVersions": read_versions(form.text("versions")),
    }


def _done(id: str, answer: PageAnswer) -> Response:
    effect = answer.data["effect"]
    query = urlencode({"done": effect["decision"] if effect["changes"] else ""})
    return RedirectResponse(f"/customer/{quote(id)}/identity?{query}", 303)
