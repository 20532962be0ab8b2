"""What is noted of an operation in the record of its request: what it asks for, by the schema's words."""

from collections.abc import AsyncIterator
from functools import lru_cache

from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from profile_service.api.graphql.validation_cache import SameDocument
from profile_service.domain.telemetry.request_record import RequestRecord, current_record
from profile_service.domain.telemetry.safe_words import word_digest
from profile_service.domain.telemetry.spans import note_in_span, span

_MOST_FIELDS = 5


class NotedOperations(SchemaExtension):
    """Over a WebSocket each operation has a record of its own, which ends with it."""

    async def on_operation(self) -> AsyncIterator[None]:
        record = current_record()
        if record is None:
            yield
            return
        with span("operation"):
            yield
            _note(record, self.execution_context)
            note_in_span({"graphql.operation": record.operation, "profile.cost": record.cost or 0})
        if record.door == "websocket":
            record.end()


def _note(record: RequestRecord, context: ExecutionContext) -> None:
    document, schema = context.graphql_document, context.schema._schema  # noqa: SLF001  strawberry has no other
    if document is None:
        return
    asked, name = _words(schema, SameDocument(document), context.operation_name)
    record.operation = ",".join(filter(None, (record.operation, asked)))
    record.name = record.name or word_digest(name)


@lru_cache(maxsize=256)
def _words(schema: GraphQLSchema, key: SameDocument, name: str | None) -> tuple[str, str]:
    """The fields that an operation asks for first, by their names in the schema, and the operation's own name."""
    operation = get_operation_ast(key.document, name)
    if operation is None:
        return "", ""
    fields = sorted({each.name.value for each in operation.selection_set.selections if isinstance(each, FieldNode)})
    known = [each for each in fields if _is_field(schema, operation, each)]
    shown = known[:_MOST_FIELDS] + (["…"] if len(known) > _MOST_FIELDS else [])
    return ",".join(shown) or operation.operation.value, operation.name.value if operation.name else ""


def _is_field(schema: GraphQLSchema, operation: OperationDefinitionNode, name: str) -> bool:
    type = schema.get_root_type(operation.operation)
    return type is not None and name in type.fields
