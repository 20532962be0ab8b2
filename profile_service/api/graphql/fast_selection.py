"""Plain selections answered without the general machinery of GraphQL execution.

Most of an answer is values that lie ready as attributes: an event's kind, a line's product. For a selection of such
fields alone, one function is built that writes the whole of it out, lists and inner objects included, and kept for
the next time the same document is asked.
Where a selection holds a field with a resolver, or a value is not what the schema promises, execution takes its usual
way, which also finds the exact place of an error.
"""

import math
from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeAlias

from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
    is_abstract_type,
    is_leaf_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
Write: TypeAlias = Callable[[Any], Any]


# The parts of a document by their identity, and the parts themselves, so that the identity stays theirs.
_KNOWN: dict[Any, tuple[Any, Write | None]] = {}
_MOST_KNOWN = 4_096


class _NotPlain(Exception):
    """The selection or the value is for the usual way."""


class PlainFirst(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation; plain selections by functions of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What @skip and @include may depend on; all else in a document is the same whenever it is asked.
        flags = self.variable_values.coerced.items()
        self._flags = tuple((name, value) for name, value in flags if value.__class__ is bool)

    def complete_object_value(  # noqa: PLR0913, PLR0917  as it is called
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        write = self._writer(return_type, field_details_list)
        if write is not None:
            try:
                return write(result)
            except Exception:  # noqa: BLE001, S110  the usual way meets it again, and says where
                pass
        return super().complete_object_value(return_type, field_details_list, info, path, result, position_context)

    def complete_list_value(  # noqa: PLR0913, PLR0917  as it is called
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        write = self._writer(return_type, field_details_list)
        if write is not None:
            try:
                return write(result)
            except Exception:  # noqa: BLE001, S110  the usual way meets it again, and says where
                pass
        return super().complete_list_value(return_type, field_details_list, info, path, result, position_context)

    def _writer(self, type: Any, details: Any) -> Write | None:
        """The function for a selection; None where it is for the usual way."""
        key = (type, self._flags, tuple([id(each.node) for each in details]))
        known = _KNOWN.get(key)
        if known is None:
            try:
                known = details, self._value(type, details)
            except _NotPlain:
                known = details, None
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[key] = known
        return known[1]

    def _value(self, type: Any, details: Any) -> Write:
        if isinstance(type, GraphQLNonNull):
            write = self._value(type.of_type, details)
            # All others refuse None of themselves; a scalar of our own might write it.
            return _present(write) if isinstance(type.of_type, GraphQLScalarType) and write not in _OWN else write
        if isinstance(type, GraphQLList):
            return _each(self._item(type.of_type, details))
        if isinstance(type, GraphQLObjectType):
            return self._object(type, details)
        if is_leaf_type(type):
            return _LEAVES.get(type) or _custom(type)
        if is_abstract_type(type):
            return self._abstract(type, details)
        raise _NotPlain

    def _item(self, type: Any, details: Any) -> Write:
        return self._value(type, details) if isinstance(type, GraphQLNonNull) else _optional(self._value(type, details))

    def _object(self, type: GraphQLObjectType, details: Any) -> Write:
        selected = self.collect_subfields(type, details).grouped_field_set
        if not all(_ready(type, each) for each in selected.values()):
            raise _NotPlain
        parts = [(answer, *self._field(type, each)) for answer, each in selected.items()]

        def write(value: Any) -> dict[str, Any]:
            return {answer: convert(read(value)) for answer, read, convert in parts}

        return write

    def _field(self, type: GraphQLObjectType, details: Any) -> tuple[Write, Write]:
        name = details[0].node.name.value
        if name == "__typename":
            return _itself, lambda _: type.name
        field = type.fields[name]
        read = attrgetter(field.extensions[_DEFINITION].python_name)
        convert = self._value(field.type, details)
        return read, convert if isinstance(field.type, GraphQLNonNull) else _optional(convert)

    def _abstract(self, type: Any, details: Any) -> Write:
        by_class = {_class_of(each): self._value(each, details) for each in self.schema.get_possible_types(type)}

        def write(value: Any) -> Any:
            return by_class[value.__class__](value)

        return write


def _ready(type: GraphQLObjectType, details: Any) -> bool:
    """Whether a selected field is an attribute that lies ready."""
    name = details[0].node.name.value
    field = type.fields.get(name)
    if field is None or field.args:
        return bool(name == "__typename")
    definition = field.extensions.get(_DEFINITION)
    return isinstance(definition, StrawberryField) and definition.is_basic_field


def _class_of(type: GraphQLObjectType) -> Any:
    return type.extensions[_DEFINITION].origin


def _present(write: Write) -> Write:
    def checked(value: Any) -> Any:
        if value is None:
            raise _NotPlain
        return write(value)

    return checked


def _optional(write: Write) -> Write:
    return lambda value: None if value is None else write(value)


def _each(write: Write) -> Write:
    def all_of(values: Any) -> list[Any]:
        if values.__class__ is not list:
            raise _NotPlain
        return [write(value) for value in values]

    return all_of


def _itself(value: Any) -> Any:
    return value


def _custom(type: Any) -> Write:
    if not isinstance(type, GraphQLScalarType):
        raise _NotPlain
    return type.coerce_output_value


def _text(value: Any) -> Any:
    if value.__class__ is not str:
        raise _NotPlain
    return value


def _int(value: Any) -> Any:
    if value.__class__ is not int or not -(2**31) <= value < 2**31:
        raise _NotPlain
    return value


def _float(value: Any) -> Any:
    if value.__class__ is int:  # the store gives a whole quantity back as one
        return float(value)
    if value.__class__ is not float or not math.isfinite(value):
        raise _NotPlain
    return value


def _boolean(value: Any) -> Any:
    if value.__class__ is not bool:
        raise _NotPlain
    return value


_OWN = {_text, _int, _float, _boolean}
_LEAVES: dict[Any, Write] = {
    GraphQLString: _text,
    GraphQLID: _text,
    GraphQLInt: _int,
    GraphQLFloat: _float,
    GraphQLBoolean: _boolean,
}
