"""The fast path for plain selections: fields that need no wait and no argument are written without graphql-core's
executor.

Most of an answer is such values: an event's kind, a line's product, a golden name. For a selection of such fields
alone, one function is built that writes all of it, lists and inner objects included, and kept for the next request with
the same document. Where a selection has a field that takes an argument or is answered later, where a resolver raises or
a value is not what the schema promises, the executor takes over, which also finds the exact place of an error.
"""

import math
from collections.abc import Callable
from operator import attrgetter, methodcaller
from typing import Any, TypeAlias

from graphql import (
    GraphQLAbstractType,
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
    is_abstract_type,
)
from graphql.execution.collect_fields import FieldDetails
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from profile_service.api.types.values.fields import AT_ONCE

# Any: whatever a resolver returned. Each function checks the class of its value, and refuses all others.
Write: TypeAlias = Callable[[Any], object]
Selected: TypeAlias = list[FieldDetails]
"""The places in a document where one field is selected; at least one."""
Completion: TypeAlias = Callable[..., Any]  # as the executor types its own

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
_MAX_WRITERS = 4_096

# By the identity of a document's parts. The parts are kept too, so that no other object gets their identity.
_WRITERS: dict[tuple[object, ...], tuple[Selected, Write | None]] = {}


class _NotPlain(Exception):
    """The selection or the value is left to the executor."""


def _plain_first(complete: Completion) -> Completion:
    """The completion of a value, after an attempt to write the value plainly. It is always called by position."""

    def completed(executor: "PlainFirst", type: GraphQLOutputType, selected: Selected, *rest: object) -> object:
        write = executor.writer(type, selected)
        if write is not None:
            try:
                _info, _path, value, _position = rest
                return write(value)
            except Exception:  # noqa: BLE001, S110  the executor meets the same error, and says where
                pass
        return complete(executor, type, selected, *rest)

    return completed


class PlainFirst(Executor):
    """Executes an operation; plain selections by functions of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # handed on as they are
        super().__init__(*args, **kwargs)
        # @skip and @include depend on these; all else in a document is the same for every request.
        variables = self.variable_values.coerced.items()
        self._flags = tuple((name, value) for name, value in variables if value.__class__ is bool)

    complete_object_value = _plain_first(Executor.complete_object_value)
    complete_list_value = _plain_first(Executor.complete_list_value)

    def writer(self, type: GraphQLOutputType, selected: Selected) -> Write | None:
        """The function that writes a selection; None where it is left to the executor."""
        key = (type, self._flags, tuple([id(each.node) for each in selected]))
        kept = _WRITERS.get(key)
        if kept is None:
            try:
                kept = selected, self._value(type, selected)
            except _NotPlain:
                kept = selected, None
            if len(_WRITERS) >= _MAX_WRITERS:
                _WRITERS.clear()
            _WRITERS[key] = kept
        return kept[1]

    def _value(self, type: GraphQLOutputType, selected: Selected) -> Write:
        if isinstance(type, GraphQLNonNull):
            return self._non_null(type.of_type, selected)
        if isinstance(type, GraphQLList):
            return _list(self._item(type.of_type, selected))
        if isinstance(type, GraphQLObjectType):
            return self._object(type, selected)
        if isinstance(type, GraphQLScalarType):
            return _BUILT_IN.get(type) or type.coerce_output_value
        if is_abstract_type(type):
            return self._abstract(type, selected)
        raise _NotPlain

    def _non_null(self, type: GraphQLOutputType, selected: Selected) -> Write:
        write = self._value(type, selected)
        # All other writers refuse None by themselves; a scalar of our own might write it.
        own_scalar = isinstance(type, GraphQLScalarType) and type not in _BUILT_IN
        return _refusing_none(write) if own_scalar else write

    def _item(self, type: GraphQLOutputType, selected: Selected) -> Write:
        write = self._value(type, selected)
        return write if isinstance(type, GraphQLNonNull) else _passing_none(write)

    def _object(self, type: GraphQLObjectType, selected: Selected) -> Write:
        fields = self.collect_subfields(type, selected).grouped_field_set
        if not all(_is_plain(type, each) for each in fields.values()):
            raise _NotPlain
        parts = [(answer_name, *self._field(type, each)) for answer_name, each in fields.items()]

        def write(value: object) -> dict[str, object]:
            return {answer_name: convert(read(value)) for answer_name, read, convert in parts}

        return write

    def _field(self, type: GraphQLObjectType, selected: Selected) -> tuple[Write, Write]:
        """How to read the field off its object, and how to write what was read."""
        name = selected[0].node.name.value
        if name == "__typename":
            return _unchanged, lambda _: type.name
        field = type.fields[name]
        definition = field.extensions[_DEFINITION]
        read = attrgetter if definition.is_basic_field else methodcaller
        return read(definition.python_name), self._item(field.type, selected)

    def _abstract(self, type: GraphQLAbstractType, selected: Selected) -> Write:
        by_class = {_python_class(each): self._value(each, selected) for each in self.schema.get_possible_types(type)}

        def write(value: object) -> object:
            return by_class[value.__class__](value)

        return write


def _is_plain(type: GraphQLObjectType, selected: Selected) -> bool:
    """Whether a selected field can be read at once: it takes no arguments, and is an attribute or a method."""
    name = selected[0].node.name.value
    field = type.fields.get(name)
    if field is None or field.args:
        return name == "__typename"
    definition = field.extensions.get(_DEFINITION)
    return isinstance(definition, StrawberryField) and (definition.is_basic_field or AT_ONCE in definition.metadata)


def _python_class(type: GraphQLObjectType) -> object:
    return type.extensions[_DEFINITION].origin


def _refusing_none(write: Write) -> Write:
    def checked(value: object) -> object:
        if value is None:
            raise _NotPlain
        return write(value)

    return checked


def _passing_none(write: Write) -> Write:
    return lambda value: None if value is None else write(value)


def _list(write: Write) -> Write:
    def write_all(values: object) -> list[object]:
        if type(values) is not list:
            raise _NotPlain
        return [write(value) for value in values]

    return write_all


def _unchanged(value: object) -> object:
    return value


def _text(value: object) -> object:
    if value.__class__ is not str:
        raise _NotPlain
    return value


def _int(value: object) -> object:
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise _NotPlain
    return value


def _float(value: object) -> object:
    if type(value) is int:  # the store returns a whole quantity as one
        return float(value)
    if type(value) is not float or not math.isfinite(value):
        raise _NotPlain
    return value


def _boolean(value: object) -> object:
    if value.__class__ is not bool:
        raise _NotPlain
    return value


_BUILT_IN: dict[GraphQLScalarType, Write] = {
    GraphQLString: _text,
    GraphQLID: _text,
    GraphQLInt: _int,
    GraphQLFloat: _float,
    GraphQLBoolean: _boolean,
}
