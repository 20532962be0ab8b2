"""Limits on a query's depth, aliases, directives, tokens and numbers, checked before it is executed.

Each fragment is measured once, however often it is spread, so that the check takes time proportional to the text: a few
dozen fragments that each spread the next one twice would keep a naive count busy for years.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    ASTValidationRule,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from strawberry.extensions import SchemaExtension

MAX_TOKENS = 1_000
MAX_DEPTH = 10
MAX_INTROSPECTION_DEPTH = 20
MAX_ALIASES = 15
MAX_DIRECTIVES = 50
MAX_REPEATED = 200
"""So often one name, or alias, stands for a field in a document."""
MAX_PAIRS = 30_000
"""So many pairs of fields in a document have one name: each pair is compared, whether the two may stand side by side,
and they are half of the 30 to 50 ms that the dearest refusal takes."""
MAX_DIGITS = 1_000
"""Of a whole number: Python refuses to read one of several thousand, and no argument takes more than ten."""


class LimitRules(SchemaExtension):
    """Has documents checked by the rules of this module and, after all others, by `last`."""

    def __init__(self, last: list[type[ASTValidationRule]]) -> None:
        super().__init__()
        self._last = last

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (
            RepeatedNamesRule,
            NumberLengthRule,
            *context.validation_rules,
            OperationSizeRule,
            *self._last,
        )
        yield


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection with all its fragments spread. Depth counts fields; introspection has a depth of its own."""

    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    directives: int = 0


class RepeatedNamesRule(ValidationRule):
    """Ends the validation before it begins where a name stands for too many fields. Raises GraphQLError."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        definitions = context.document.definitions
        sets = [each.selection_set for each in definitions if isinstance(each, ExecutableDefinitionNode)]
        names = Counter(name for selections in sets for name in _field_names(selections))
        name, count = names.most_common(1)[0] if names else ("", 0)
        pairs = sum(each * (each - 1) // 2 for each in names.values())
        if count > MAX_REPEATED or pairs > MAX_PAIRS:
            text = f"a field named {name[:60]} stands {count} times in the document, and {MAX_REPEATED} are allowed"
            if count <= MAX_REPEATED:
                text += f" where few others are repeated; {pairs} pairs of fields have one name, of {MAX_PAIRS} at most"
            raise GraphQLError(text, extensions={"code": "TOO_LARGE"})


def _field_names(selections: SelectionSetNode | None) -> Iterator[str]:
    """What each field is called in the answer, at every depth; fragments count where they are defined."""
    for each in selections.selections if selections else ():
        if isinstance(each, FieldNode):
            yield (each.alias or each.name).value
        if isinstance(each, FieldNode | InlineFragmentNode):
            yield from _field_names(each.selection_set)


class NumberLengthRule(ValidationRule):
    """Ends the validation at a number that is too long; the rules that follow would try to read it."""

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        """Raises GraphQLError."""
        digits = len(node.value.removeprefix("-"))
        if digits > MAX_DIGITS:
            text = f"a number has {digits} digits, and {MAX_DIGITS} are allowed"
            raise GraphQLError(text, node, extensions={"code": "BAD_REQUEST"})


class OperationSizeRule(ValidationRule):
    """Refuses operations over a limit, with the code TOO_LARGE."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        definitions = context.document.definitions
        self._fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
        self._fragment_sizes: dict[str, Size] = {}
        self._being_measured: set[str] = set()
        for definition in definitions:
            if isinstance(definition, OperationDefinitionNode):
                self._check(self._selections(definition.selection_set), definition)

    def _check(self, size: Size, operation: OperationDefinitionNode) -> None:
        for unit, measured, allowed in (
            ("levels deep", size.depth, MAX_DEPTH),
            ("levels of introspection deep", size.introspection, MAX_INTROSPECTION_DEPTH),
            ("aliases", size.aliases, MAX_ALIASES),
            ("directives", size.directives + len(operation.directives or ()), MAX_DIRECTIVES),
        ):
            if measured > allowed:
                text = f"the operation is too large: {min(measured, 10_000)} {unit}, and {allowed} are allowed"
                self.report_error(GraphQLError(text, operation, extensions={"code": "TOO_LARGE"}))

    def _selections(self, selection_set: SelectionSetNode | None) -> Size:
        parts = [self._selection(node) for node in selection_set.selections] if selection_set else []
        return Size(
            depth=max((part.depth for part in parts), default=0),
            introspection=max((part.introspection for part in parts), default=0),
            aliases=sum(part.aliases for part in parts),
            directives=sum(part.directives for part in parts),
        )

    def _selection(self, node: SelectionNode) -> Size:
        own_directives = len(node.directives or ())
        if isinstance(node, FieldNode):
            return self._field(node, own_directives)
        if isinstance(node, InlineFragmentNode):
            inner = self._selections(node.selection_set)
        elif isinstance(node, FragmentSpreadNode):
            inner = self._fragment(node.name.value)
        else:
            raise TypeError(f"{node.kind} is no selection")
        return Size(inner.depth, inner.introspection, inner.aliases, inner.directives + own_directives)

    def _field(self, node: FieldNode, directives: int) -> Size:
        inner = self._selections(node.selection_set)
        is_introspection = node.name.value in {"__schema", "__type"}
        deepest = max(inner.depth, inner.introspection) + 1
        return Size(
            depth=0 if is_introspection else inner.depth + 1,
            introspection=deepest if is_introspection else inner.introspection,
            aliases=inner.aliases + (node.alias is not None),
            directives=inner.directives + directives,
        )

    def _fragment(self, name: str) -> Size:
        """A fragment that spreads itself or is not defined counts as nothing: other rules refuse it."""
        if name not in self._fragments or name in self._being_measured:
            return Size()
        if name not in self._fragment_sizes:
            self._being_measured.add(name)
            self._fragment_sizes[name] = self._selections(self._fragments[name].selection_set)
            self._being_measured.discard(name)
        return self._fragment_sizes[name]
