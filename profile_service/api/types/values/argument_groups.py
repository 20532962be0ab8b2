"""Groups of GraphQL arguments that a resolver takes as one value."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import ClassVar, Protocol, get_type_hints

from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


class ArgumentGroup(FieldExtension):
    """Shows the fields of a dataclass as arguments, where the resolver has one parameter of that dataclass.

    The arguments stand in the schema where the parameter stands in the resolver. Only the conversion of arguments
    changes: nothing is put around the resolver's call.
    """

    def __init__(self, parameter: str, group: type[_Dataclass]) -> None:
        self._parameter = parameter
        self._group = group
        self._names = tuple(each.name for each in fields(group))

    def apply(self, field: StrawberryField) -> None:
        """Called for each schema that is built; after the first there is nothing left to expand."""
        field.arguments = [each for argument in field.arguments for each in self._expanded(argument)]

    def map_arguments(self, kwargs: dict[str, object]) -> dict[str, object]:
        values = {name: kwargs.pop(name) for name in self._names if name in kwargs}
        return {**kwargs, self._parameter: self._group(**values)}

    def _expanded(self, argument: StrawberryArgument) -> Iterator[StrawberryArgument]:
        if argument.python_name != self._parameter:
            yield argument
            return
        hints = get_type_hints(self._group, include_extras=True)
        for each in fields(self._group):
            default = UNSET if each.default is MISSING else each.default
            yield StrawberryArgument(each.name, None, StrawberryAnnotation(hints[each.name]), default=default)
