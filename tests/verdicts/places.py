"""Places in the schema: how each of its types is reached from the roots, and what is asked of it there."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

# What a field with required arguments is asked with; $names are filled in with what the store holds.
ARGUMENTS = {
    "Query.profile": 'id: "$profile"',
    "Query.profileBy": 'identifier: {type: "loyalty_id", value: "K7700123"}',
    "Query.searchProfiles": 'text: "K7700123"',
    "Query.order": 'number: "1001"',
    "Query.event": 'key: "o1"',
    "Query.profiles": 'ids: ["$profile"]',
    "Query.profilesBy": 'identifiers: [{type: "loyalty_id", value: "K7700123"}]',
    "Query.node": 'id: "$profile"',
    "Query.why": 'a: "crm:1", b: "desk:2"',
    "Query.how": 'profile: "$profile"',
    "Query.history": 'profile: "$profile"',
    "Query.auditTrail": 'profileId: "$profile"',
    # Their customers are asked for what is dear.
    "Query.reviewQueue": "first: 10",
    "Query.decisions": "first: 10",
    "Query.reviewItem": 'id: "email:both@shop.example"',
    "Query.interactionVersions": 'event: "$event"',
    "Query.metrics": 'names: [REVENUE, ORDERS], from: "2026-01", to: "2026-02", by: SOURCE',
    "Query.retention": 'from: "2020-01"',
    "Query.metricCustomers": 'name: ORDERS, period: "2026-01"',
    "Query.funnel": 'steps: ["families: [order]", "families: [call]"]',
    "Query.funnelCustomers": 'steps: ["families: [order]"], step: 1',
    "Query.paths": 'anchor: "families: [order]"',
    "Query.segmentSize": 'segment: "may_be_written_to"',
    "Query.segmentMembers": 'who: "who: {did: {families: [order]}}"',
    "Query.profileSegments": 'id: "$profile"',
    "Profile.attribute": 'name: "city"',
    "Mutation.judge": 'input: {left: "crm:1", right: "desk:2", verdict: MAYBE, dryRun: true}',
    "Mutation.retractJudgement": 'input: {judgement: "$judgement", dryRun: true}',
    "Mutation.mergeProfiles": 'input: {profiles: ["$profile", "$other"], dryRun: true}',
    "Mutation.proposeMerge": 'input: {profiles: ["$profile", "$other"], dryRun: true}',
    "Mutation.splitProfile": 'input: {profile: "$profile", records: ["desk:2"], dryRun: true}',
    "Mutation.lockProfile": 'input: {profile: "$profile", dryRun: true}',
    "Mutation.unlockProfile": 'input: {profile: "$locked", dryRun: true}',
    "Mutation.moveIdentifier": 'input: {identifier: {type: "loyalty_id", value: "K7700123"}, fromRecord: "crm:1", '
    "dryRun: true}",
    "Mutation.moveEvent": 'input: {event: "o1", record: "desk:2", dryRun: true}',
    "Mutation.acceptReview": 'input: {item: "email:both@shop.example", dryRun: true}',
    "Mutation.declineReview": 'input: {item: "email:both@shop.example", dryRun: true}',
    "Mutation.undo": 'input: {decision: "$decision", dryRun: true}',
    "Mutation.undoRun": 'input: {run: "0192", dryRun: true}',
    "Mutation.correctInteraction": 'input: {event: "$event", topic: "Parcel", dryRun: true}',
    "Mutation.withdrawInteraction": 'input: {event: "$event", dryRun: true}',
    "Mutation.recordInteraction": 'input: {profile: "$profile", kind: "note", text: "rang", dryRun: true}',
    "Mutation.erasePerson": 'input: {profile: "$other", dryRun: true}',
    "Mutation.restrictProfile": 'input: {profile: "$other", dryRun: true}',
    "Mutation.suppressIdentifier": 'input: {record: "crm:1", dryRun: true}',
    "Mutation.revealValue": 'input: {profile: "$profile", name: "phone", reason: "she asks", dryRun: true}',
}
_ALL_EDGES_OF = "profile"
"""The root from which every edge is walked; from the others each type once, the shortest way. A mutation is asked for
its effect and the profiles in it: these are read as a query reads them, and each question takes the write lock."""


@dataclass(frozen=True)
class Step:
    """A field on the way, `Type.field`, or a type that an abstract one is narrowed down to."""

    coordinate: str
    selection: str
    name: str | None = None


@dataclass(frozen=True)
class Place:
    """A type at the end of some steps from a root."""

    root: str
    takes_view: bool
    steps: tuple[Step, ...]
    type: GraphQLObjectType

    @property
    def coordinates(self) -> list[str]:
        """`Type.field` of all that has a value by itself."""
        return [
            name
            for field in self.type.fields
            if _is_plain(name := f"{self.type.name}.{field}", self.type.fields[field])
        ]

    def query(self, coordinates: list[str], known: dict[str, str]) -> str:
        """The operation that asks these fields here, of a variable `view` where the root takes one. `known`: what
        stands for the other $names."""
        inner = " ".join(self._leaf(coordinate) for coordinate in coordinates) or "__typename"
        for step in reversed(self.steps[1:]):
            inner = f"{step.selection} {{ {inner} }}"
        first = _with_view(self.steps[0].selection) if self.takes_view else self.steps[0].selection
        variables = "($view: String)" if self.takes_view else ""
        text = f"{self.root}{variables} {{ {first} {{ {inner} }} }}"
        for name, value in known.items():
            text = text.replace(f"${name}", value)
        return text

    def _leaf(self, coordinate: str) -> str:
        return _selection(coordinate, coordinate.partition(".")[2])


def places(schema: GraphQLSchema) -> Iterator[Place]:
    """Every type by every root; by the root `profile`, every field that leads to it."""
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root
        for name, field in root.fields.items():
            yield from _walk(schema, kind, name, field)


def coordinates(schema: GraphQLSchema) -> set[str]:
    """Every field of every object type."""
    return {
        f"{type.name}.{field}"
        for type in schema.type_map.values()
        if isinstance(type, GraphQLObjectType) and not type.name.startswith("__")
        for field in type.fields
    }


def _walk(schema: GraphQLSchema, kind: str, name: str, root: GraphQLField) -> Iterator[Place]:
    first = Step(f"{kind.title()}.{name}", _selection(f"{kind.title()}.{name}", name), name)
    takes_view = "view" in root.args
    queue = deque(_narrowed(schema, get_named_type(root.type), (first,)))
    seen = {type.name for type, _ in queue}
    while queue:
        type, steps = queue.popleft()
        yield Place(kind, takes_view, steps, type)
        for field_name, field in type.fields.items():
            target = get_named_type(field.type)
            if is_leaf_type(target) or (kind == "mutation" and len(steps) > 1):
                continue
            coordinate = f"{type.name}.{field_name}"
            step = Step(coordinate, _selection(coordinate, field_name), field_name)
            for narrowed, further in _narrowed(schema, target, (*steps, step)):
                if narrowed.name not in seen:
                    seen.add(narrowed.name)
                    queue.append((narrowed, further))
                elif name == _ALL_EDGES_OF and coordinate not in seen:
                    yield Place(kind, takes_view, further, narrowed)
            seen.add(coordinate)


def _narrowed(
    schema: GraphQLSchema, type: GraphQLNamedType, steps: tuple[Step, ...]
) -> list[tuple[GraphQLObjectType, tuple[Step, ...]]]:
    if isinstance(type, GraphQLInterfaceType):
        possible = schema.get_possible_types(type)
        return [(each, (*steps, Step(each.name, f"... on {each.name}"))) for each in possible]
    assert isinstance(type, GraphQLObjectType), type
    return [(type, steps)]


def _with_view(selection: str) -> str:
    opened = f"{selection.removesuffix(')')}, " if selection.endswith(")") else f"{selection}("
    return f"{opened}view: $view)"


def _is_plain(coordinate: str, field: GraphQLField) -> bool:
    """Whether it is a value, that can be asked for without arguments or with those that are known."""
    needs = any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values())
    return is_leaf_type(get_named_type(field.type)) and (coordinate in ARGUMENTS or not needs)


def _selection(coordinate: str, name: str) -> str:
    return f"{name}({ARGUMENTS[coordinate]})" if coordinate in ARGUMENTS else name
