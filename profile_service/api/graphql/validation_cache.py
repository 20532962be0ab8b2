"""The validation of documents: each once for all requests that send it, and of a wrong one no more than some errors.

A name that is wrong has similar ones looked for among all names of the schema, for up to 3 ms: a hundred of them, after
which the library stops of itself, would keep the server busy for a quarter of a second.
"""

from collections.abc import Iterator
from functools import lru_cache

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

MAX_ERRORS = 10


class SameDocument:
    """A parsed document as the key of a cache: equal to another of the very same object. The hash of what a document
    says takes as long as a part of its answer, and a text that is sent again is parsed once. The key holds the
    document, so that no other takes its identity."""

    __slots__ = ("document",)

    def __init__(self, document: DocumentNode) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameDocument) and other.document is self.document


@lru_cache(maxsize=256)
def _validated(
    schema: GraphQLSchema, key: SameDocument, rules: tuple[type[ASTValidationRule], ...]
) -> list[GraphQLError]:
    return validate(schema, key.document, rules, max_errors=MAX_ERRORS)


class BriefValidation(SchemaExtension):
    """Validates as strawberry does, up to MAX_ERRORS errors; one more says that there are others."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document is not None  # noqa: S101  it was parsed
        rules = (*context.validation_rules, MaybeNullValidationRule, OneOfInputValidationRule)
        schema, key = context.schema._schema, SameDocument(context.graphql_document)  # noqa: SLF001  strawberry has no other
        context.pre_execution_errors = _validated(schema, key, rules)
        yield
