"""Mappings read from YAML files, and what is wrong with one in a sentence."""

import re
from pathlib import Path

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
    """The first error, with its place in the mapping."""
    first = error.errors()[0]
    steps = [f"[{s}]" if isinstance(s, int) else f".{s}" for s in first["loc"] if s not in BRANCHES]
    where = "".join(steps).lstrip(".") or "the mapping"
    if first["type"] == "missing":
        return f"{where} is missing; add it"
    if first["type"] == "extra_forbidden":
        return f"{where} is not a word of the mapping language; remove it or see docs/mapping.md for the right one"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}; change it there"


class _Yaml(UniqueKeys, yaml.SafeLoader):
    """YAML in which only true and false are booleans (NO is Norway), dates stay text, and a key is unique."""


_Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":bool", ":timestamp"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))
