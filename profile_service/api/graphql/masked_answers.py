"""The last look at an answer: what its texts and keys hold of masked values, whatever the field or the path to it."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from graphql import ExecutionResult as CoreResult
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult, StreamExecutionResult

from profile_service.api.graphql.cost_limit import operation_price
from profile_service.api.types.values.request import Request


class MaskedAnswers(SchemaExtension):
    """Masks the data of an answer for callers for whom something is masked; of others it looks at nothing."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Over HTTP, where the answer is whole when the operation is over."""
        yield
        await self._mask(self.execution_context.result)

    async def on_stream_result(self, result: StreamExecutionResult) -> AsyncIterator[None]:
        """Over WebSocket, where each answer is sent as it comes."""
        await self._mask(result)
        yield

    async def _mask(self, result: object) -> None:
        request = self.execution_context.context
        if not isinstance(request, Request) or request.reader.masks is None:
            return
        if isinstance(result, ExecutionResult | CoreResult) and result.data:
            masked = partial(request.reader.masks.answer, result.data, request.revealed)
            result.data = (
                await asyncio.to_thread(masked) if operation_price(self.execution_context).is_dear else masked()
            )
