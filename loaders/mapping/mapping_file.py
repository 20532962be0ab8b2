"""Mappings read from YAML files, and what is wrong with one in a sentence."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from loaders.mapping.language import SourceMapping
from loaders.mapping.rule_values import BRANCHES
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.strict_yaml import UniqueKeys


def read_mapping(path: Path) -> SourceMapping:
    """The mapping in a YAML file. Raises InvalidInput naming the file, the place inside it and what to do."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Yaml)  # noqa: S506 (derived from SafeLoader)
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such mapping file; check the path given to --mapping") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: the mapping cannot be read; it must be a UTF-8 text file") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(f"{path}: not YAML{_place(error)}; mend the mapping there") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"{path}: the mapping is empty or no object; start it with a line such as source: reviews")
    try:
        return SourceMapping.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(f"{path}: {_sentence(error)}") from error


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    return f" at line {mark.line + 1}" + (f" ({problem})" if problem else "") if mark else ""


def _sentence(error: ValidationError) -> str:
    """The first error, with its place in the mapping. A word that is wrong comes before one that is missing, for it may
    be meant for that."""
    errors = error.errors()
    first = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])
    steps = [f"[{s}]" if isinstance(s, int) else f".{s}" for s in first["loc"] if s not in BRANCHES]
    where = "".join(steps).lstrip(".") or "the mapping"
    if first["type"] == "missing":
        return f"{where} is missing; add it"
    if first["type"] == "extra_forbidden":
        nearest = get_close_matches(str(first["loc"][-1]), _words_at(first["loc"][:-1]), 1)
        meant = f"did you mean {nearest[0]}? Else remove it, and" if nearest else "remove it or"
        return f"{where} is not a word of the mapping language; {meant} see docs/mapping.md for the right one"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}; change it there"


def _words_at(place: Iterable[str | int]) -> list[str]:
    """The words of the mapping language that may stand at a place in a mapping."""
    nodes = list(_branches(_schema()))
    for step in place:
        if step not in BRANCHES:
            inner = (node["items"] if isinstance(step, int) else node["properties"].get(step, {}) for node in nodes)
            nodes = [branch for node in inner for branch in _branches(node)]
    return sorted({word for node in nodes for word in node["properties"]})


@cache
def _schema() -> Mapping[str, Any]:
    return SourceMapping.model_json_schema()


def _branches(node: Mapping[str, Any]) -> Iterator[defaultdict[str, Any]]:
    """The node of a JSON Schema, or where it leaves a choice each of its choices; what one does not have is empty."""
    if "$ref" in node:
        node = _schema()["$defs"][node["$ref"].rpartition("/")[2]]
    if choices := node.get("anyOf") or node.get("oneOf"):
        for choice in choices:
            yield from _branches(choice)
    else:
        yield defaultdict(dict, node)


class _Yaml(UniqueKeys, yaml.SafeLoader):
    """YAML in which only true and false are booleans (NO is Norway), dates stay text, and a key is unique."""


_Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":bool", ":timestamp"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))
