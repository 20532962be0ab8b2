"""The list of kinds in `docs/mapping.md`, printed by `python -m profile_service.service.declared.kinds_list`."""

import sys
import textwrap
from collections import defaultdict

from profile_service.service.declared.touchpoints import FamilyModel, declared_families

_WIDTH = 140


def kinds_list() -> str:
    """A list in Markdown with an entry for each family; after each kind, in brackets, the other words for it."""
    entries = (f"- **{name.value}**, {family.about}: {_kinds(family)}" for name, family in declared_families().items())
    return "".join(
        textwrap.fill(entry, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) + "\n"
        for entry in entries
    )


def _kinds(family: FamilyModel) -> str:
    words: dict[str, list[str]] = defaultdict(list)
    for alias, kind in family.aliases.items():
        words[kind].append(f"`{alias}`")
    return ", ".join(f"`{kind}`" + (f" ({', '.join(words[kind])})" if kind in words else "") for kind in family.kinds)


if __name__ == "__main__":
    sys.stdout.write(kinds_list())
