"""The last look at an answer: what its texts and keys hold of masked values, whatever the field or the path to it."""

from collections.abc import Iterator

from graphql import ExecutionResult as CoreResult
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult, StreamExecutionResult

from profile_service.api.types.values.request import Request


class MaskedAnswers(SchemaExtension):
    """Masks the data of an answer for callers for whom something is masked; of others it looks at nothing."""

    def on_operation(self) -> Iterator[None]:
        """Over HTTP, where the answer is whole when the operation is over."""
        yield
        self._mask(self.execution_context.result)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Over WebSocket, where each answer is sent as it comes."""
        self._mask(result)
        yield

    def _mask(self, result: object) -> None:
        request = self.execution_context.context
        if not isinstance(request, Request) or request.reader.masks is None:
            return
        if isinstance(result, ExecutionResult | CoreResult) and result.data:
            result.data = request.reader.masks.answer(result.data, request.revealed)
