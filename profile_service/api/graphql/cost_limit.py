"""What an operation may cost: reckoned after its validation, refused or paid before anything is read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import lru_cache, partial

from graphql import ExecutionResult, GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from profile_service.api.graphql.query_cost import cost_plan
from profile_service.api.types.values.admission import OperationPrice
from profile_service.api.types.values.request import Request

MAX_COST = 50_000

# A document is parsed once for all requests that send it, and its hash is computed once.
_kept_plan = lru_cache(maxsize=256)(cost_plan)


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
        schema, variables = context.schema._schema, context.variables or {}  # noqa: SLF001  strawberry has no other
        plan = _kept_plan(schema, context.graphql_document, context.operation_name)
        self._cost = plan.total(variables)
        if self._cost > MAX_COST:
            context.result = ExecutionResult(data=None, errors=[_refusal(self._cost, plan.heaviest(variables))])
        if context.result or not isinstance(context.context, Request) or context.context.admit is None:
            yield
            return
        price = OperationPrice(self._cost, partial(plan.heaviest, variables))
        async with context.context.admit(price, reads=context.operation_type is OperationType.QUERY):
            yield

    def get_results(self) -> dict[str, object]:
        wanted: Mapping[str, object] = self.execution_context.operation_extensions or {}
        return {"cost": {"cost": self._cost, "allowed": MAX_COST}} if wanted.get("cost") is True else {}


def _refusal(cost: int, arguments: Sequence[str]) -> GraphQLError:
    text = f"the operation may cost {cost:,}, and {MAX_COST:,} are allowed; "
    text += f"make {' or '.join(arguments)} smaller" if arguments else "select less of it"
    details = {"code": "TOO_LARGE", "cost": cost, "allowed": MAX_COST, "arguments": list(arguments)}
    return GraphQLError(text, extensions=details)
