"""What an operation may cost: reckoned after its validation, refused or paid before anything is read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import lru_cache, partial

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, execute
from strawberry.execution import optimized_is_awaitable
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext
from strawberry.types.graphql import OperationType

from profile_service.api.graphql.query_cost import CostPlan, cost_plan
from profile_service.api.graphql.validation_cache import SameDocument
from profile_service.api.types.values.admission import OperationPrice
from profile_service.api.types.values.request import Request
from profile_service.domain.telemetry.request_record import current_record

MAX_COST = 50_000


@lru_cache(maxsize=256)
def _kept_plan(schema: GraphQLSchema, key: SameDocument, operation: str | None) -> CostPlan:
    return cost_plan(schema, key.document, operation)


class CostLimit(SchemaExtension):
    """Answers an operation that costs more than MAX_COST with the error TOO_LARGE, which names the arguments to make
    smaller. Others are executed when they are admitted. A request whose `extensions` say `"cost": true` is told in the
    answer's `extensions` what it cost."""

    _cost = 0

    async def on_execute(self) -> AsyncIterator[None]:
        context = self.execution_context
        if context.graphql_document is None:
            yield
            return
        price = operation_price(context)
        self._cost = price.cost
        if record := current_record():
            record.cost = (record.cost or 0) + price.cost
        if price.cost > MAX_COST:
            context.result = ExecutionResult(data=None, errors=[_refusal(price.cost, price.arguments())])
        if context.result or not isinstance(context.context, Request) or context.context.admit is None:
            yield
            return
        reads = context.operation_type is OperationType.QUERY
        async with context.context.admit(price, reads=reads):
            if price.is_dear and reads and context.context.aside:
                context.result = await context.context.aside(self._executed)
            yield

    async def _executed(self, request: Request) -> ExecutionResult:
        """The operation, executed with another request, as the schema executes it with the one that it has."""
        context = self.execution_context
        assert context.graphql_document is not None  # noqa: S101  it was priced
        try:
            result = execute(
                context.schema._schema,  # noqa: SLF001  strawberry has no other
                context.graphql_document,
                context_value=request,
                variable_values=context.variables,
                operation_name=context.operation_name,
                executor_class=context.schema.execution_context_class,
                is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # it is typed less exactly
                operation_extensions=context.operation_extensions,
            )
            return result if isinstance(result, ExecutionResult) else await result
        finally:
            request.reader.abandon()

    def get_results(self) -> dict[str, object]:
        wanted: Mapping[str, object] = self.execution_context.operation_extensions or {}
        return {"cost": {"cost": self._cost, "allowed": MAX_COST}} if wanted.get("cost") is True else {}


def operation_price(context: ExecutionContext) -> OperationPrice:
    """What an operation may cost; nothing, of one that cannot be read."""
    if context.graphql_document is None:
        return OperationPrice(0, tuple)
    schema, variables = context.schema._schema, context.variables or {}  # noqa: SLF001  strawberry has no other
    plan = _kept_plan(schema, SameDocument(context.graphql_document), context.operation_name)
    return OperationPrice(plan.total(variables), partial(plan.heaviest, variables))


def _refusal(cost: int, arguments: Sequence[str]) -> GraphQLError:
    text = f"the operation may cost {cost:,}, and {MAX_COST:,} are allowed; "
    text += f"make {' or '.join(arguments)} smaller" if arguments else "select less of it"
    details = {"code": "TOO_LARGE", "cost": cost, "allowed": MAX_COST, "arguments": list(arguments)}
    return GraphQLError(text, extensions=details)
