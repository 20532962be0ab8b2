"""What a document costs, told before it is executed: the fields that it may write, and the reads that it needs.

A field costs one, a field that reads the store of itself more, and whatever stands under a list as often as the list
is long: as its argument says (`first: 20`, `ids: […]`), not as the data will turn out; lists of customers and events
that have no such argument count as long as they usually are. Each fragment is measured once, and a document once for
all requests that send it; only the lengths of lists come from a request's variables.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

READ_COST = 20
"""Of a field whose value is read from the store for each object that has it."""
SUMMARY_COST = 60
SEARCH_COST = 100
CONTEXT_COST = 200
"""Of a context, whatever is selected of it: its events are read, and told apart, for all of its fields."""
INSIGHT_COST = 40
"""Of each field of a context."""
TEXT_COST = 2_000
"""Of a timeline that is searched for words: thousands of events are looked through."""
EXPLANATION_COST = 200
"""Of a question who is who, and why: it reads all evidence of a profile."""
FEED_COST = 100
QUEUE_COST = 60
"""Of these the shortest page takes as much: 3.5 ms and 2 ms."""
AUDIT_COST = 7_000
"""Of the audit, which is read from its newest line on: of somebody who did nothing, all of it. A file of 64 MB takes
185 ms and 200 MB of memory."""
METRICS_COST = 4_000
"""Of figures of all customers."""
RECOMMENDATIONS_COST = 2_000
"""Of the recommendations for one customer: what all customers bought is counted for them."""
HEALTH_COST = 400
"""Of all that is asked of the store about itself."""
INTROSPECTION_COST = 500
# A unit is some 25 µs of the server's CPU; tests/bench/prices.py measures what each of these takes.
_COSTS = {
    ("Profile", "timeline"): READ_COST,
    ("Profile", "transactions"): READ_COST,
    ("Profile", "journey"): READ_COST,
    ("Profile", "judgements"): READ_COST,
    ("Profile", "perhapsAlso"): READ_COST,
    ("Profile", "recommendations"): RECOMMENDATIONS_COST,
    ("Profile", "consents"): READ_COST,
    ("Profile", "formerConsents"): READ_COST,
    ("Profile", "summary"): SUMMARY_COST,
    ("Profile", "context"): CONTEXT_COST,
    ("Context", "now"): 1,
    ("Query", "searchProfiles"): SEARCH_COST,
    ("Query", "why"): EXPLANATION_COST,
    ("Query", "how"): EXPLANATION_COST,
    ("Query", "history"): EXPLANATION_COST,
    ("Query", "changes"): FEED_COST,
    ("Query", "reviewQueue"): QUEUE_COST,
    ("Query", "reviewItem"): READ_COST,
    ("Query", "decisions"): READ_COST,
    ("Query", "interactionVersions"): READ_COST,
    ("Query", "auditTrail"): AUDIT_COST,
    ("Query", "order"): READ_COST,
    ("Query", "loadRuns"): READ_COST,
    ("Query", "accessKeys"): READ_COST,
    ("Query", "users"): READ_COST,
    ("Query", "privacyRequests"): READ_COST,
    ("Query", "storeHealth"): HEALTH_COST,
    ("Query", "diagnosis"): HEALTH_COST,
    ("Query", "metrics"): METRICS_COST,
    ("Query", "retention"): METRICS_COST,
    ("Query", "metricCustomers"): METRICS_COST,
    ("Query", "funnel"): METRICS_COST,
    ("Query", "funnelCustomers"): METRICS_COST,
    ("Query", "paths"): METRICS_COST,
    ("Query", "segmentSize"): METRICS_COST,
    ("Query", "segmentMembers"): METRICS_COST,
    ("Query", "profileSegments"): METRICS_COST,
}
_USUAL_COSTS = {"Context": INSIGHT_COST}
"""Type → what a field of it costs that has no cost of its own; else 1."""
_SEARCHED = ("Profile", "timeline", "text")
"""The argument that makes a field dear where it is given."""
_LIST_ARGUMENTS = ("first", "ids", "identifiers")
"""The arguments that say how long a list becomes."""
_USUAL_LENGTHS = {
    ("ReviewItem", "profiles"): 2,
    ("Decision", "profiles"): 2,
    ("Effect", "profiles"): 2,
    ("Order", "events"): 5,
}
"""Of lists that no argument bounds and whose items lead to reads of the store."""
_Composite: TypeAlias = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, slots=True)
class ListLength:
    """How long a list becomes: as written, or as a variable says, and else `usual`, but `of_null` where the variable is
    null; a text counts once. `argument` is for people: `first` of `timeline`; empty where none says how long it is."""

    argument: str
    usual: int
    variable: str | None = None
    of_null: int = 0

    def of(self, variables: Mapping[str, object]) -> int:
        value = variables.get(self.variable, self.usual) if self.variable else self.usual
        if value is None:
            return self.of_null
        if isinstance(value, str):
            return 1
        if isinstance(value, list):
            return len(value)
        return max(value, 0) if isinstance(value, int) and not isinstance(value, bool) else self.usual


@dataclass(frozen=True, slots=True)
class CostPlan:
    """What a selection costs: `fixed`, and what its lists come to."""

    fixed: int = 0
    lists: tuple["ListCost", ...] = ()

    def total(self, variables: Mapping[str, object]) -> int:
        return self.fixed + sum(each.total(variables) for each in self.lists)

    def heaviest(self, variables: Mapping[str, object]) -> list[str]:
        """The arguments that make the dearest list long, the outermost first; none where there is no list."""
        if not self.lists:
            return []
        dearest = max(self.lists, key=lambda each: each.total(variables))
        argument = [dearest.length.argument] if dearest.length.argument else []
        return [*argument, *dearest.inner.heaviest(variables)]


@dataclass(frozen=True, slots=True)
class ListCost:
    """A list, how often it is selected, and what each of its items costs."""

    length: ListLength
    inner: CostPlan
    count: int = 1

    def total(self, variables: Mapping[str, object]) -> int:
        return self.count * self.length.of(variables) * self.inner.total(variables)


def cost_plan(schema: GraphQLSchema, document: DocumentNode, operation: str | None) -> CostPlan:
    """The plan of the operation with that name, or of the only one; without cost where the document has none such."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    named = [each for each in operations if operation is None or (each.name and each.name.value == operation)]
    if len(named) != 1:
        return CostPlan()
    root = schema.get_root_type(named[0].operation)
    if root is None or named[0].operation is OperationType.SUBSCRIPTION:
        return CostPlan()
    return _Planner(schema, document, named[0]).plan(named[0].selection_set, root)


class _Planner:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        fragments = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
        self._fragments = {each.name.value: each for each in fragments}
        variables = operation.variable_definitions or ()
        self._defaults = {each.variable.name.value: each.default_value for each in variables}
        self._plans: dict[str, CostPlan] = {}

    def plan(self, selections: SelectionSetNode | None, parent: _Composite) -> CostPlan:
        plans = [self._selection(each, parent) for each in selections.selections] if selections else []
        return CostPlan(sum(each.fixed for each in plans), _merged(part for each in plans for part in each.lists))

    def _selection(self, node: SelectionNode, parent: _Composite) -> CostPlan:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            on = self._composite(node.type_condition.name.value) if node.type_condition else None
            return self.plan(node.selection_set, on or parent)
        raise TypeError(f"{node.kind} is no selection")

    def _fragment(self, name: str) -> CostPlan:
        if name not in self._plans:
            fragment = self._fragments[name]
            on = self._composite(fragment.type_condition.name.value)
            self._plans[name] = self.plan(fragment.selection_set, on) if on else CostPlan()
        return self._plans[name]

    def _field(self, node: FieldNode, parent: _Composite) -> CostPlan:
        definition = parent.fields.get(node.name.value)
        if definition is None:  # of introspection, whose size has a limit of its own
            return CostPlan(1 if node.name.value == "__typename" else INTROSPECTION_COST)
        own = _COSTS.get((parent.name, node.name.value), _USUAL_COSTS.get(parent.name, 1))
        type = get_named_type(definition.type)
        inner = self.plan(node.selection_set, type) if isinstance(type, _Composite) else CostPlan()
        for name in _LIST_ARGUMENTS:
            if name in definition.args and node.selection_set:
                length = self._length(node, name, definition.args[name].default_value)
                return CostPlan(own, (ListCost(length, inner), *self._searches(node, parent)))
        if usual := _USUAL_LENGTHS.get((parent.name, node.name.value)):
            return CostPlan(own, (ListCost(ListLength("", usual), inner),))
        return CostPlan(own + inner.fixed, inner.lists)

    def _searches(self, node: FieldNode, parent: _Composite) -> list[ListCost]:
        """What the argument costs by which the field searches; nothing where it is not given."""
        type, name, argument = _SEARCHED
        if (parent.name, node.name.value) != (type, name):
            return []
        value = next((each.value for each in node.arguments or () if each.name.value == argument), None)
        variable = value.name.value if isinstance(value, VariableNode) else None
        written = self._defaults.get(variable) if variable else value
        length = ListLength(f"`{argument}` of `{name}`", int(isinstance(written, StringValueNode)), variable)
        return [ListCost(length, CostPlan(TEXT_COST))] if value else []

    def _length(self, node: FieldNode, name: str, default: object) -> ListLength:
        label = f"`{name}` of `{node.name.value}`"
        usual = default if isinstance(default, int) else 1
        value = next((each.value for each in node.arguments or () if each.name.value == name), None)
        if isinstance(value, VariableNode):
            written = self._defaults.get(value.name.value)
            return ListLength(label, _written_length(written, usual), value.name.value, usual)
        return ListLength(label, _written_length(value, usual))

    def _composite(self, name: str) -> _Composite | None:
        type = self._schema.get_type(name)
        return type if isinstance(type, _Composite) else None


def _merged(lists: Iterable[ListCost]) -> tuple[ListCost, ...]:
    """The lists, each once: fragments that spread the next one twice would double them at each level."""
    counts: Counter[tuple[ListLength, int]] = Counter()
    inner_plans: dict[int, CostPlan] = {}
    for each in lists:
        counts[each.length, id(each.inner)] += each.count
        inner_plans[id(each.inner)] = each.inner
    return tuple(ListCost(length, inner_plans[inner], count) for (length, inner), count in counts.items())


def _written_length(value: ValueNode | None, usual: int) -> int:
    if isinstance(value, ListValueNode):
        return len(value.values)
    return max(int(value.value), 0) if isinstance(value, IntValueNode) else usual
