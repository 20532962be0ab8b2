"""What the YAML files under `schema/` declare, checked by their models; an error names the file and the line."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.strict_yaml import error_sentence, read_yaml

NonEmptyText: TypeAlias = Annotated[str, Field(min_length=1)]


class StrictModel(BaseModel):
    """Of a declaration: a word that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


File = TypeVar("File", bound=BaseModel)


def read_declaration(model: type[File], text: str, where: str) -> File:
    """The declaration that the text holds. Raises InvalidInput naming `where`, the line and what was expected."""
    content = read_yaml(text, where)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        line = line_of(text, error.errors()[0]["loc"])
        raise InvalidInput(f"{where}, line {line}: {error_sentence(error, 'the top of the file')}") from error


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line of a place in YAML text, such as `("rules", "apologise", "when", 0)`; as near as the text goes there."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        else:
            break
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
