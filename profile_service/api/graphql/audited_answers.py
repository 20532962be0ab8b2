"""The audit of answers: what a caller may not see is noted, and over WebSocket no answer goes out before its lines."""

from collections.abc import AsyncIterator, Iterable

from graphql import ExecutionResult as CoreResult
from graphql import FieldNode, GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult, StreamExecutionResult

from profile_service.api.types.values.request import Request
from profile_service.domain.values.errors import (
    AllowanceSpent,
    AuditUnavailable,
    DeadlinePassed,
    Forbidden,
    OutsideView,
    Overloaded,
)
from profile_service.service.audit.audited_acts import AuditedActs

_REFUSED = {Forbidden.code, OutsideView.code}
_NOT_ADMITTED = {AllowanceSpent.code, Overloaded.code, DeadlinePassed.code}


def note_refusals(errors: Iterable[GraphQLError], acts: AuditedActs) -> None:
    """Note the fields that were refused, and operations that were not admitted; other errors are noted where they
    arise. A field's own name, for its alias is the caller's text."""
    for error in errors:
        code = (error.extensions or {}).get("code")
        if code in _REFUSED:
            field = next((node.name.value for node in error.nodes or () if isinstance(node, FieldNode)), "")
            acts.refuses(field, str(code))
        elif code in _NOT_ADMITTED:
            acts.not_admitted(str(code))


class AuditedAnswers(SchemaExtension):
    """Writes the lines of an answer over WebSocket. Over HTTP the view does, which then has a status of its own."""

    async def on_stream_result(self, result: StreamExecutionResult) -> AsyncIterator[None]:
        request = self.execution_context.context
        if isinstance(request, Request) and isinstance(result, ExecutionResult | CoreResult):
            try:
                await request.acts.written()
            except AuditUnavailable as error:
                result.data = None
                result.errors = [GraphQLError(str(error), extensions={"code": error.code})]
        yield
