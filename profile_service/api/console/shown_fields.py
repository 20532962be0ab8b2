"""Which fields of a document its caller is shown: what their role or their view leaves out is not asked for.

A field says on what it hangs by a variable, `phone @include(if: $identifier_phone)`: on an attribute, an identifier or
an insight that the caller's view shows, on a read that they may do, or on a part that a page may go without. A field
that is not asked for is null in the data of a page.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    VariableNode,
    parse,
)

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import NOTHING, Rights, allows
from profile_service.domain.profile.views import View

_CONDITION = re.compile(r"\$((?:attribute|identifier|insight|read|part)_\w+)")


@dataclass(frozen=True, slots=True)
class ShownFields:
    """What the rights of a caller and their view show. `view`: their first; None where they may read no customer."""

    rights: Rights
    view: View | None

    def shows(self, condition: str) -> bool:
        """Whether a condition holds: `identifier_phone`, `read_search`."""
        kind, _, name = condition.partition("_")
        if kind == "part":
            return True
        if kind == "read":
            return allows(self.rights.reads, name)
        if self.view is None:
            return False
        if kind == "insight":
            return self.view.shows_insight(name)
        return self.view.shows_identifier(name) if kind == "identifier" else self.view.shows_attribute(name)


NO_FIELDS = ShownFields(NOTHING, None)


def shown_fields(caller: Caller, views: Mapping[str, View]) -> ShownFields:
    """What the caller is shown in their first view, of these."""
    decision = decide_read(caller, "profiles")
    return ShownFields(caller.rights, views.get(decision.view) if decision.allowed else None)


@cache
def conditions(text: str) -> tuple[str, ...]:
    """The names of the variables in a document on which its fields hang, sorted."""
    return tuple(sorted(set(_CONDITION.findall(text))))


def put_nulls(text: str, data: Mapping[str, Any], variables: Mapping[str, object]) -> None:
    """Put a null into the data of a document for each field that the variables leave out."""
    if all(variables[name] for name in conditions(text)):
        return
    operation, fragments = _parsed(text)
    _put(data, operation, fragments, {name for name, value in variables.items() if value is False})


@cache
def _parsed(text: str) -> tuple[tuple[SelectionNode, ...], dict[str, tuple[SelectionNode, ...]]]:
    """The selections of a document's operation, and of its fragments by their names."""
    definitions = parse(text).definitions
    (operation,) = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    fragments = [each for each in definitions if isinstance(each, FragmentDefinitionNode)]
    named = {each.name.value: tuple(each.selection_set.selections) for each in fragments}
    return tuple(operation.selection_set.selections), named


def _put(
    value: Any,
    selections: Iterable[SelectionNode],
    fragments: Mapping[str, Iterable[SelectionNode]],
    left_out: set[str],
) -> None:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        for node in selections:
            if isinstance(node, FragmentSpreadNode):
                _put(item, fragments[node.name.value], fragments, left_out)
            elif isinstance(node, FieldNode):
                name = (node.alias or node.name).value
                if _hangs_on(node) & left_out:
                    item[name] = None
                elif node.selection_set:
                    _put(item.get(name), node.selection_set.selections, fragments, left_out)


def _hangs_on(node: FieldNode) -> set[str]:
    arguments = [argument.value for directive in node.directives or () for argument in directive.arguments or ()]
    return {value.name.value for value in arguments if isinstance(value, VariableNode)}
