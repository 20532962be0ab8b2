"""The GraphQL documents of the pages: one file each, whose name it goes by."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("documents")
DOCUMENTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.graphql"))}
"""Name of the file without its ending → text."""
