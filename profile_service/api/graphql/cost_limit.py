"""The limit on what a document may cost, checked after its validation and before anything is read."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from graphql import ExecutionResult, GraphQLError
from strawberry.extensions import SchemaExtension

from profile_service.api.graphql.query_cost import cost_plan

MAX_COST = 50_000

# A document is parsed once for all requests that send it, and its hash is computed once.
_kept_plan = lru_cache(maxsize=256)(cost_plan)


class CostLimit(SchemaExtension):
    """Answers an operation that costs more than MAX_COST with the error TOO_LARGE, which names the arguments to make
    smaller."""

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        if context.graphql_document is not None:
            schema, variables = context.schema._schema, context.variables or {}  # noqa: SLF001  strawberry has no other
            plan = _kept_plan(schema, context.graphql_document, context.operation_name)
            if (cost := plan.total(variables)) > MAX_COST:
                context.result = ExecutionResult(data=None, errors=[_refusal(cost, plan.heaviest(variables))])
        yield


def _refusal(cost: int, arguments: Sequence[str]) -> GraphQLError:
    text = f"the operation may cost {cost:,}, and {MAX_COST:,} are allowed; "
    text += f"make {' or '.join(arguments)} smaller" if arguments else "select less of it"
    details = {"code": "TOO_LARGE", "cost": cost, "allowed": MAX_COST, "arguments": list(arguments)}
    return GraphQLError(text, extensions=details)
