"""Questions of pages: documents that are executed as the API would execute them for the same caller.

So a page can show nothing that its caller could not ask for: views, masks, prices, deadlines and the audit are those of
the schema.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from starlette.requests import HTTPConnection
from starlette.requests import Request as HttpRequest
from strawberry.types.graphql import OperationType

from profile_service.api.console.documents import DOCUMENTS
from profile_service.api.console.shown_fields import NO_FIELDS, ShownFields, conditions, put_nulls, shown_fields
from profile_service.api.gateway.admission import Admission
from profile_service.api.gateway.departures import hung_up
from profile_service.api.gateway.request_ids import request_id
from profile_service.api.graphql.schema import Schema
from profile_service.api.types.values.admission import Admit
from profile_service.api.types.values.request import Request
from profile_service.domain.access.caller import Caller
from profile_service.domain.audit.entries import Door
from profile_service.domain.telemetry.request_record import current_record


class RequestOpener(Protocol):
    def __call__(self, id: str, caller: Caller, admit: Admit, door: Door) -> Request:
        """What resolvers receive."""


@dataclass(frozen=True, slots=True)
class PageError:
    """An error of the answer to a page's question. `path`: the names that lead to the field, without the places in
    lists. `details`: the other extensions, such as `candidates`."""

    message: str
    code: str
    path: tuple[str, ...]
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """The data by the names of the document, null for what `shown` leaves out; `errors` of the parts that are missing
    in it."""

    data: Mapping[str, Any]
    errors: tuple[PageError, ...]
    shown: ShownFields = NO_FIELDS

    def error(self, *codes: str) -> PageError | None:
        """The first error, of these codes if any are named."""
        return next((error for error in self.errors if not codes or error.code in codes), None)


class PageQueries:
    """`caller`: who a request comes from; raises Unauthenticated where that is not known."""

    def __init__(
        self,
        schema: Schema,
        caller: Callable[[HTTPConnection], Awaitable[Caller]],
        admission: Admission,
        open_request: RequestOpener,
    ) -> None:
        self._schema = schema
        self._caller = caller
        self._admission = admission
        self._open_request = open_request

    async def caller(self, http: HTTPConnection) -> Caller:
        return await self._caller(http)

    async def ask(self, http: HttpRequest, caller: Caller, document: str, **variables: object) -> PageAnswer:
        """The answer to a document that reads. Raises AuditUnavailable, StoreUnavailable."""
        return await self._execute(http, caller, document, variables, OperationType.QUERY)

    async def change(self, http: HttpRequest, caller: Caller, document: str, **variables: object) -> PageAnswer:
        """The answer to a document that changes something. Raises AuditUnavailable, StoreUnavailable."""
        return await self._execute(http, caller, document, variables, OperationType.MUTATION)

    async def _execute(
        self, http: HttpRequest, caller: Caller, document: str, variables: dict[str, object], type: OperationType
    ) -> PageAnswer:
        admit = self._admission.of(caller, http, partial(hung_up, http) if type is OperationType.QUERY else None)
        context = self._open_request(request_id(http), caller, admit, "console")
        if record := current_record():
            record.name = document
        text, shown = DOCUMENTS[document], shown_fields(caller, context.reader.views)
        variables = {name: shown.shows(name) for name in conditions(text)} | variables
        result = await self._schema.execute(
            text,
            variable_values=variables,
            context_value=context,
            allowed_operation_types={type},
        )
        await context.acts.written()
        errors = tuple(_page_error(error.formatted) for error in result.errors or ())
        put_nulls(text, result.data or {}, variables)
        return PageAnswer(result.data or {}, errors, shown)


def _page_error(error: Mapping[str, Any]) -> PageError:
    details = dict(error.get("extensions", {}))
    path = tuple(name for name in error.get("path") or () if isinstance(name, str))
    return PageError(error["message"], str(details.pop("code", "")), path, details)
