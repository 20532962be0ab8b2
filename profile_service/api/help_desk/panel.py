"""`/embed/customer`: the customer of a ticket in a narrow panel, which a help desk shows in a frame."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from profile_service.api.console.customer_by_identifier import customer_by_identifier
from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.pages import sentence
from profile_service.api.login.session_cookies import PANEL_PATH
from profile_service.domain.access.caller import UNKNOWN, Caller
from profile_service.domain.values.errors import ProfileError, StoreError, Unauthenticated

PANEL_PAGE = f"{PANEL_PATH}/customer"
_LONGEST = 200
_IDENTIFIERS = ("phone", "email")
_SEVERAL = "Several customers have it."


class Panel:
    """`origins`: of the pages that may show the panel; without any there is none."""

    def __init__(self, queries: PageQueries, origins: Sequence[str]) -> None:
        self._queries = queries
        self._origins = origins

    def routes(self) -> list[BaseRoute]:
        return [Route(PANEL_PAGE, self._show, methods=["GET"])] if self._origins else []

    async def _show(self, request: Request) -> Response:
        """The customer of `id`, `phone` or `email`; else one sentence, and a link that opens a window."""
        try:
            caller = await self._queries.caller(request)
        except Unauthenticated:
            return self._page(UNKNOWN, 401, message="Log in once, in a window of its own.", needs_login=True)
        except ProfileError as error:
            return self._page(UNKNOWN, 503 if isinstance(error, StoreError) else 403, message=sentence(str(error)))
        try:
            return await self._of_customer(request, caller)
        except ProfileError as error:
            return self._page(caller, 503, message=sentence(str(error)))

    async def _of_customer(self, request: Request, caller: Caller) -> Response:
        asked = {name: text for name, value in request.query_params.items() if (text := value.strip()[:_LONGEST])}
        type = next((type for type in _IDENTIFIERS if type in asked), None)
        if type is None and "id" not in asked:
            return self._page(caller, message="The help desk named no customer: no phone, e-mail or id.")
        said, id = asked[type or "id"], asked.get("id")
        if type is not None:
            named = await customer_by_identifier(self._queries, request, caller, type, said)
            if named.is_shared:
                return self._page(caller, message=_SEVERAL, search=said)
            if (error := named.answer.error()) and error.code != "INVALID_INPUT":
                return self._refused(caller, named.answer, said)
            id = named.id
        answer = await self._queries.ask(request, caller, "panel", id=id) if id else PageAnswer({}, ())
        profile: Mapping[str, Any] | None = answer.data.get("profile")
        if profile is None:
            return self._refused(caller, answer, said)
        return self._page(caller, profile=profile)

    def _refused(self, caller: Caller, answer: PageAnswer, said: str) -> Response:
        """Why no one customer is shown. Several have a phone, for one: the console lists them."""
        error = answer.error()
        if error is None:
            return self._page(caller, message="Nobody by that.", search=said)
        if error.code == "CONFLICT":
            return self._page(caller, message=_SEVERAL, search=said)
        return self._page(caller, message=sentence(error.message))

    def _page(self, caller: Caller, status: int = 200, **values: object) -> Response:
        shown = {"profile": None, "message": "", "needs_login": False, "search": ""} | values
        page = console_page("panel.html", caller, status, **shown)
        policy = page.headers["content-security-policy"]
        page.headers["content-security-policy"] = policy.replace(
            "frame-ancestors 'none'", f"frame-ancestors {' '.join(self._origins)}"
        )
        return page
