"""The validation of documents: each once for all requests that send it, and of a wrong one no more than some errors.

A name that is wrong has similar ones looked for among all names of the schema, for up to 3 ms: a hundred of them, after
which the library stops of itself, would keep the server busy for a quarter of a second.
"""

from collections.abc import Iterator
from functools import lru_cache, partial

from graphql import validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

MAX_ERRORS = 10

_validated = lru_cache(maxsize=256)(partial(validate, max_errors=MAX_ERRORS))


class BriefValidation(SchemaExtension):
    """Validates as strawberry does, up to MAX_ERRORS errors; one more says that there are others."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document is not None  # noqa: S101  it was parsed
        rules = (*context.validation_rules, MaybeNullValidationRule, OneOfInputValidationRule)
        context.pre_execution_errors = _validated(context.schema._schema, context.graphql_document, rules)  # noqa: SLF001
        yield
