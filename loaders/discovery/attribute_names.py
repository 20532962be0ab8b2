"""Names of attributes for columns of any script: the usual ones, or the column's own in plain letters, each once."""

import re
from collections.abc import Sequence

from loaders.build.column_names import plain_name
from loaders.discovery.column_words import usual_attribute

MAX_NAME = 40
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


class AttributeNames:
    """Gives each column a name that no other has.

    `has_given_name`: where another column holds given names, a name alone is the family's, as in `Vorname;Name`.
    `has_family_name`: where none holds family names, a `nombre` is the whole name, and not the given one.
    """

    def __init__(self, *, has_given_name: bool = False, has_family_name: bool = False) -> None:
        self._has_family_name = has_family_name
        self._has_given_name = has_given_name
        self._taken: set[str] = set()

    def name(self, steps: Sequence[str]) -> str:
        """The name of the next column, given its path."""
        usual = usual_attribute(steps)
        if usual == "given_name" and plain_name(steps[-1]) == "nombre" and not self._has_family_name:
            usual = "name"
        elif usual == "name" and self._has_given_name:
            usual = "family_name"
        name = self._free(usual if usual and usual not in self._taken else field_name(" ".join(steps)))
        self._taken.add(name)
        return name

    def _free(self, name: str) -> str:
        numbered = (f"{name[: MAX_NAME - 5]}_{number}" for number in range(2, 100_000))
        return name if name not in self._taken else next(free for free in numbered if free not in self._taken)


def field_name(text: str, prefix: str = "field") -> str:
    """The text as the mapping language writes names; with the prefix where it has no letter to begin with."""
    plain = plain_name(text)
    name = (plain if plain[:1].isalpha() else f"{prefix}_{plain}".rstrip("_"))[:MAX_NAME].rstrip("_")
    return name if _NAME.fullmatch(name) else prefix
