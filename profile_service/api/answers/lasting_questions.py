"""Which questions have an answer that lasts as long as the version of the profile that it is about."""

from functools import lru_cache

from graphql import FieldNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, get_operation_ast, parse, visit
from graphql.language import OperationDefinitionNode, OperationType

ROOTS = frozenset({"profile", "profileBy"})
FLEETING = frozenset({"Profile.context", "Profile.journey", "Profile.perhapsAlso", "Profile.recommendations"})
"""Fields that the present time decides, too, or what others are stored with or bought."""
_FLEETING_ARGUMENTS = frozenset({"Profile.transactions.stage"})
"""Arguments that choose by something of that kind."""


@lru_cache(maxsize=256)
def lasts(schema: GraphQLSchema, question: str, operation: str | None) -> bool:
    """Whether a valid question asks for one customer alone, and for nothing of them but what moves the version of their
    profile when it changes. `operation`: its name, where the document has several."""
    document = parse(question)
    asked = get_operation_ast(document, operation)
    if asked is None or asked.operation is not OperationType.QUERY or not _is_of_one(asked):
        return False
    types = TypeInfo(schema)
    fleeting = _Fleeting(types)
    visit(document, TypeInfoVisitor(types, fleeting))
    return not fleeting.is_met


def _is_of_one(operation: OperationDefinitionNode) -> bool:
    selections = operation.selection_set.selections
    return len(selections) == 1 and isinstance(selections[0], FieldNode) and selections[0].name.value in ROOTS


class _Fleeting(Visitor):
    """Looks for fleeting fields and arguments, and for fields that lead to a profile once more."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.is_met = False
        self._types = types

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self._types.get_parent_type()
        if parent is None or parent.name == "Query":
            return
        field = f"{parent.name}.{node.name.value}"
        arguments = {f"{field}.{argument.name.value}" for argument in node.arguments or ()}
        leads_on = node.name.value == "profile"
        self.is_met = self.is_met or leads_on or field in FLEETING or bool(arguments & _FLEETING_ARGUMENTS)
