"""YAML as settings need it: nothing is guessed, nothing is overwritten in silence, and errors name the place."""

import re
from collections.abc import Hashable
from typing import Any

import yaml
from pydantic import ValidationError

from profile_service.domain.values.errors import InvalidInput

# The parser raises these where a tag is written out and its value is not of it: !!int x
_MISTAGGED = (ValueError, LookupError, AttributeError)
_MAX_DEPTH = 100
_EXPECTED = {
    "bool_type": "expected true or false",
    "dict_type": "expected names with their rules below it",
    "greater_than_equal": "expected a whole number from 1 on",
    "int_type": "expected a whole number from 1 on",
    "list_type": "expected a list such as [a, b]",
    "model_type": "expected names with their rules below it",
    "string_type": "expected text; put it in quotes",
    "string_too_short": "expected text; it is empty",
    "too_short": "expected at least one",
}


def read_yaml(text: str, where: str) -> dict[str, object]:
    """The object that the text holds. Raises InvalidInput, naming `where` and the line, where it is none."""
    try:
        content: object = _content(text)
    except (yaml.YAMLError, RecursionError, *_MISTAGGED) as error:
        raise InvalidInput(f"{where}: not YAML{_line(error)}; mend it there") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"{where}: empty, or no names with their rules below them")
    return content


def error_sentence(error: ValidationError, page: str) -> str:
    """The first error, in words: where, and what was expected. `page` documents the words there are."""
    first = error.errors()[0]
    place = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in first["loc"] if s != "[key]").lstrip(".")
    if first["type"] == "missing":
        return f"{place} is missing; add it"
    if first["type"] == "extra_forbidden":
        return f"{place} is not a word of the rules; remove it, or see {page} for the right one"
    if first["type"] == "literal_error":
        return f"{place}: expected one of {first['ctx']['expected']}"
    expected = _EXPECTED.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return f"{place}: {expected}" if place else expected


def _content(text: str) -> object:
    _check_depth(text)
    loader = _StrictLoader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _check_depth(text: str) -> None:
    """Raise RecursionError where the text is nested too deep: libyaml puts nodes together by recursion without a bound,
    which ends the process. It parses step by step."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise RecursionError


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    return f" at line {mark.line + 1}" + (f" ({problem})" if problem else "") if mark else ""


class UniqueKeys(yaml.constructor.SafeConstructor):
    """Refuses a key that stands twice in one mapping."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 (the signature that it overrides)
    ) -> dict[Hashable, Any]:  # any YAML value, as the overridden method declares it
        keys = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in keys:
                    raise yaml.constructor.ConstructorError(None, None, f"{key.value} stands twice", key.start_mark)
                keys.add(key.value)
        return super().construct_mapping(node, deep)


class _StrictLoader(UniqueKeys, yaml.CSafeLoader):
    """Only true and false are booleans (NO is Norway), only 90 is 90 (not 1:30, 0132 or 0x5a), dates stay text, and no
    key occurs twice."""


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":bool", ":int", ":timestamp"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]*)$"), list("-0123456789"))
