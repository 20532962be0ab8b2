"""Declarations in the YAML files under `schema/`, checked by their models; an error names the file and the line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.strict_yaml import error_sentence, read_yaml

NonEmptyText: TypeAlias = Annotated[str, Field(min_length=1)]
Names: TypeAlias = Annotated[list[NonEmptyText], Field(min_length=1)]


class StrictModel(BaseModel):
    """A part of a declaration; a word that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Days(StrictModel):
    """`{days: 30}`."""

    days: Annotated[int, Field(ge=1)]


Model = TypeVar("Model", bound=BaseModel)


def read_declaration(model: type[Model], text: str, where: str) -> Model:
    """The declaration that the text holds. Raises InvalidInput naming `where`, the line and what was expected."""
    content = read_yaml(text, where)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        line = line_of(text, error.errors()[0]["loc"])
        raise InvalidInput(f"{where}, line {line}: {error_sentence(error, 'the top of the file')}") from error


def own_declaration(path: Path, variable: str, what: str) -> str:
    """The text of a file that an environment variable names. Raises InvalidInput where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidInput(f"{variable}: {path} cannot be read ({reason}); name a YAML file of {what}") from error


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line of a place in YAML text, such as `("rules", "apologise", "when", 0)`; as near as the text goes there."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for step in place:
        child = _child(node, step)
        if child is None:
            break
        named, node = child
        line = named.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that names a step into another one, and the node that it leads to; None where there is no such step."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def name_set(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
