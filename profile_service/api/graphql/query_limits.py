"""Limits on a question, found out before it runs and in time proportional to its text.

Fragments are measured once each, however often they are spread: a few that spread one another twice would
otherwise keep a naive count busy for years.
"""

from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

MAX_TOKENS = 1_000
MAX_DEPTH = 10
MAX_INTROSPECTION_DEPTH = 20
MAX_ALIASES = 15
MAX_DIRECTIVES = 50


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection with all its fragments written out. Depth counts fields; what introspects counts apart."""

    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    directives: int = 0


class SizeRule(ValidationRule):
    """Refuses operations that are too deep, or have too many aliases or directives."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        definitions = context.document.definitions
        self._fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
        self._measured: dict[str, Size] = {}
        self._open: set[str] = set()
        for definition in definitions:
            if isinstance(definition, OperationDefinitionNode):
                self._check(self._selections(definition.selection_set), definition)

    def _check(self, size: Size, operation: OperationDefinitionNode) -> None:
        for what, found, allowed in (
            ("levels deep", size.depth, MAX_DEPTH),
            ("levels of introspection deep", size.introspection, MAX_INTROSPECTION_DEPTH),
            ("aliases", size.aliases, MAX_ALIASES),
            ("directives", size.directives + len(operation.directives or ()), MAX_DIRECTIVES),
        ):
            if found > allowed:
                text = f"the operation is too large: {min(found, 10_000)} {what}, and {allowed} are allowed"
                self.report_error(GraphQLError(text, operation, extensions={"code": "TOO_LARGE"}))

    def _selections(self, selection_set: SelectionSetNode | None) -> Size:
        parts = [self._selection(each) for each in selection_set.selections] if selection_set else []
        return Size(
            depth=max((p.depth for p in parts), default=0),
            introspection=max((p.introspection for p in parts), default=0),
            aliases=sum(p.aliases for p in parts),
            directives=sum(p.directives for p in parts),
        )

    def _selection(self, node: Any) -> Size:
        own = len(node.directives or ())
        if isinstance(node, FieldNode):
            return self._field(node, own)
        inner = self._selections(node.selection_set) if isinstance(node, InlineFragmentNode) else self._spread(node)
        return Size(inner.depth, inner.introspection, inner.aliases, inner.directives + own)

    def _field(self, node: FieldNode, directives: int) -> Size:
        inner = self._selections(node.selection_set)
        introspects = node.name.value in {"__schema", "__type"}
        deepest = max(inner.depth, inner.introspection) + 1
        return Size(
            depth=0 if introspects else inner.depth + 1,
            introspection=deepest if introspects else inner.introspection,
            aliases=inner.aliases + (node.alias is not None),
            directives=inner.directives + directives,
        )

    def _spread(self, node: FragmentSpreadNode) -> Size:
        """A fragment that spreads itself, or that nobody defined, is another rule's to refuse."""
        name = node.name.value
        if name not in self._fragments or name in self._open:
            return Size()
        if name not in self._measured:
            self._open.add(name)
            self._measured[name] = self._selections(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._measured[name]
