"""`/operations/inspect`: what a file holds, and what loading it would do. Nothing of it is loaded or kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.pages import sentence
from profile_service.api.operations.trial_report import FileTrial, TrialReport
from profile_service.api.operations.upload import uploaded
from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import Rights
from profile_service.domain.values.errors import InvalidInput, Overloaded, TooLarge
from profile_service.domain.values.text import visible
from profile_service.service.audit.audited_acts import AuditedActs

_FIELD = "file"
_SHOWN_COLUMNS = 100


class InspectPage:
    """`trial`: what tries a file; None where none may be tried. `acts`: where it is noted who compared a file with the
    store."""

    def __init__(self, trial: FileTrial | None, acts: Callable[[Caller], AuditedActs]) -> None:
        self._trial = trial
        self._acts = acts

    @property
    def is_on(self) -> bool:
        return self._trial is not None and self._trial.most_bytes > 0

    async def form(self, _: Request, caller: Caller) -> Response:
        trial = self._allowed(caller)
        return self._page(caller, trial)

    async def inspect(self, request: Request, caller: Caller) -> Response:
        """The report. For a role that does not see all sources and values as they are, the file is not compared with
        the store: the counts would tell of others, and whether a guess is right."""
        trial = self._allowed(caller)
        try:
            async with uploaded(request, _FIELD, trial.most_bytes) as file:
                name = file.filename or _FIELD
                report = await trial.report(name, file.file, compare=_sees_all(caller.rights))
        except TooLarge as error:
            page = self._page(caller, trial, 413, refused=str(error))
            page.headers["connection"] = "close"
            return page
        except (InvalidInput, Overloaded) as error:
            return self._page(caller, trial, 503 if isinstance(error, Overloaded) else 400, refused=str(error))
        acts = self._acts(caller)
        acts.shows("inspectFile", (), rows=report.outcome["read"] if report.outcome else 0)
        await acts.written()
        report, name = _shown(report), visible(name)
        columns = report.summary.get("columns", ())
        return self._page(caller, trial, 422 if report.error else 200, name=name, report=report, columns=columns)

    def _page(self, caller: Caller, trial: FileTrial, status: int = 200, **values: object) -> Response:
        shown = {"refused": "", "report": None, "columns": (), "name": "", **values}
        return console_page(
            "inspect.html", caller, status, q="", here="operations", megabytes=trial.most_bytes // 1024**2,
            most_columns=_SHOWN_COLUMNS, **shown,
        )  # fmt: skip

    def _allowed(self, caller: Caller) -> FileTrial:
        decide_read(caller, "load_runs").required()
        if self._trial is None or not self._trial.most_bytes:
            raise PageRefused(404, "files are not inspected here; the command `profile-service inspect FILE` does it")
        return self._trial


def _shown(report: TrialReport) -> TrialReport:
    """The report with whatever stood in the file so that it can be seen: it is somebody else's."""
    said = (sentence(report.error), report.no_mapping, report.no_outcome)
    error, no_mapping, no_outcome = map(visible, said)
    summary, outcome = _seen(report.summary), report.outcome and _seen(report.outcome)
    return replace(report, summary=summary, outcome=outcome, error=error, no_mapping=no_mapping, no_outcome=no_outcome)


def _seen(value: Any) -> Any:
    """A JSON value with all its texts as `visible` gives them."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {name: _seen(each) for name, each in value.items()}
    return [_seen(each) for each in value] if isinstance(value, list | tuple) else value


def _sees_all(rights: Rights) -> bool:
    return rights.sources is None and rights.clear is None
