"""The GraphQL documents of the pages: one file each, whose name it goes by, with the fragments that it spreads."""

import re
from pathlib import Path

_FOLDER = Path(__file__).with_name("documents")
_SPREAD = re.compile(r"\.\.\.(\w+)")


def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.graphql"))}


def _with_fragments(text: str, fragments: dict[str, str]) -> str:
    """The text with the shared fragments that it spreads; it may declare others of its own."""
    named = sorted(set(_SPREAD.findall(text)) & fragments.keys())
    return text + "".join(fragments[name] for name in named)


_SHARED = _texts(_FOLDER / "fragments")
DOCUMENTS = {name: _with_fragments(text, _SHARED) for name, text in _texts(_FOLDER).items()}
"""Name of the file without its ending → text."""
