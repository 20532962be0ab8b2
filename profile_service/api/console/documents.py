"""The GraphQL documents of the pages: one file each, whose name it goes by, with the fragments that it spreads.

A document may use variables of `shown_fields` without declaring them: they are declared here.
"""

import re
from pathlib import Path

from profile_service.api.console.shown_fields import conditions

_FOLDER = Path(__file__).with_name("documents")
_SPREAD = re.compile(r"\.\.\.(\w+)")
_OPERATION = re.compile(r"^((?:query|mutation) \w+)(\()?")


def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.graphql"))}


def _whole(text: str, fragments: dict[str, str]) -> str:
    """The text with the shared fragments that it spreads, of which it may declare others itself, and its conditions as
    variables."""
    named = sorted(set(_SPREAD.findall(text)) & fragments.keys())
    spread = text + "".join(fragments[name] for name in named)
    declared = ", ".join(f"${name}: Boolean!" for name in conditions(spread))
    return _OPERATION.sub(lambda match: _with_variables(match, declared), spread) if declared else spread


def _with_variables(operation: re.Match[str], declared: str) -> str:
    return f"{operation[1]}({declared}, " if operation[2] else f"{operation[1]}({declared})"


_SHARED = _texts(_FOLDER / "fragments")
DOCUMENTS = {name: _whole(text, _SHARED) for name, text in _texts(_FOLDER).items()}
"""Name of the file without its ending → text."""
