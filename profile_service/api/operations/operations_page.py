"""`/operations`: load runs, each with what became of its rows, and whether the store answers."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageRefused
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.pages import sentence
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows
from profile_service.service.profile.readiness import Readiness
from profile_service.service.stewardship.run_undos import STALLED_SECONDS

_RUNS = 20


class OperationsPage:
    """`readiness`: as it was a moment ago, part by part."""

    def __init__(self, queries: PageQueries, readiness: Callable[[], Readiness], *, inspects: bool) -> None:
        """`inspects`: files can be looked into here."""
        self._queries = queries
        self._inspects = inspects
        self._readiness = readiness

    async def runs(self, request: Request, caller: Caller) -> Response:
        """A page of runs, the newest first; `after` is the cursor of the next."""
        after = request.query_params.get("after") or None
        answer = await self._queries.ask(
            request,
            caller,
            "load_runs",
            first=caller.rights.page(_RUNS),
            after=after,
            changes=allows(caller.rights.reads, "changes"),
            # The part of the page that is renewed while loads run leaves it out.
            diagnosis=allows(caller.rights.reads, "access") and not after and "hx-request" not in request.headers,
        )
        page = answer.data.get("loadRuns")
        if page is None:
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "there are no load runs")
        runs = [_as_shown(run) for run in page["nodes"]]
        readiness = self._readiness()
        more = page["pageInfo"]["hasNextPage"]
        return console_page(
            "operations.html",
            caller,
            q="",
            here="operations",
            runs=runs,
            under_way=any(run["state"] in {"running", "undoing"} for run in runs),
            after=after,
            next_page=f"?after={quote(page['pageInfo']['endCursor'])}" if more else None,
            not_ready=readiness.why_not_ready,
            full=sentence(readiness.disk or ""),
            health=answer.data.get("storeHealth"),
            inspects=self._inspects,
            changes=(answer.data.get("store") or {}).get("lastSeq"),
            diagnosis=answer.data.get("diagnosis"),
        )

    async def run(self, request: Request, caller: Caller) -> Response:
        answer = await self._queries.ask(request, caller, "load_run", id=request.path_params["run"])
        run = answer.data.get("node")
        if not run:
            error = answer.error()
            raise PageRefused.of(error) if error else PageRefused(404, "no load run has this id")
        return console_page("load_run.html", caller, q="", here="operations", run=_as_shown(run))


def _as_shown(run: Mapping[str, Any]) -> dict[str, Any]:
    """The run with the names of its files, its rate, its seconds, the number of cells that were not used, and whether
    it has made no progress for a while."""
    begun, seen = (datetime.fromisoformat(run[name]) for name in ("startedAt", "updatedAt"))
    ended = datetime.fromisoformat(run["finishedAt"]) if run["finishedAt"] else seen
    seconds = (ended - begun).total_seconds()
    idle = (datetime.now(UTC) - seen).total_seconds()
    return {
        **run,
        "title": run["source"] if run["loader"] == "mapped" else run["loader"],
        "names": [PurePath(file).name for file in run["files"]],
        "rate": round(run["read"] / seconds) if seconds > 0 else None,
        "seconds": seconds,
        "cells": sum(group["count"] for group in run["dropped"]),
        "is_stalled": idle > STALLED_SECONDS,
    }
