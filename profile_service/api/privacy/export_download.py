"""`/privacy/person/{id}/export.json` and `.html`: all that is kept of a person, sent as it is read and kept nowhere."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.privacy.person_page import html_chunks
from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.privacy.export_file import json_chunks
from profile_service.service.privacy.person_export import PersonExport, Section

ExportOpener: TypeAlias = Callable[[str], Awaitable[PersonExport | None]]
"""The export of the customer with this id; None where there is none. Raises StoreUnavailable."""
_Chunks: TypeAlias = Callable[[AsyncIterator[Section]], AsyncIterator[bytes]]
_FORMS: dict[str, tuple[str, _Chunks]] = {
    "json": ("application/json", json_chunks),
    "html": ("text/html; charset=utf-8", html_chunks),
}
_NAMED = 12


class ExportDownload:
    """`acts`: where it is noted who took an export out."""

    def __init__(self, opening: ExportOpener, acts: Callable[[Caller], AuditedActs]) -> None:
        self._opening = opening
        self._acts = acts

    async def send(self, request: Request, caller: Caller) -> Response:
        """A file to keep, for roles that read `privacy`. The audit has its line before the first byte."""
        decide_read(caller, "privacy").required()
        form = request.path_params["form"]
        if form not in _FORMS:
            raise PageRefused(404, "an export is export.html or export.json")
        export = await self._opening(request.path_params["id"])
        if export is None:
            raise PageRefused(404, "no customer has this id")
        acts = self._acts(caller)
        acts.shows("personExport", [export.id])
        await acts.written()
        media_type, chunks = _FORMS[form]
        headers = {"content-disposition": f'attachment; filename="person-{export.id[-_NAMED:]}.{form}"'}
        return StreamingResponse(chunks(export.sections()), media_type=media_type, headers=headers)
