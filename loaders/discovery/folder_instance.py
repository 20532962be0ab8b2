"""The instance of a source that a file comes from, by the folder in which it lies."""

from pathlib import Path

from loaders.build.instance import instance_of
from loaders.registry import NAMES
from profile_service.domain.values.errors import InvalidInput

_FOLDERS = 2
_KINDS_OF_FOLDER = {"archive", "backup", "csv", "daily", "data", "dump", "export", "exports", "files", "json", "zip"}


def folder_instance(path: Path, source: str) -> str | None:
    """`shopify-eu` of shopify-eu/orders.csv: the folder or zip that holds the file, or the one above it, where it is
    named SOURCE-WORD; None where neither is.

    The name of a loader (shopify-orders) is no instance, nor is a date or a word such as export behind the source.
    """
    for folder in path.absolute().parents[:_FOLDERS]:
        name = folder.name.casefold().removesuffix(".zip")
        word = name.removeprefix(f"{source}-")
        if word == name or name in NAMES or not word[:1].isalpha() or word in _KINDS_OF_FOLDER:
            continue
        try:
            instance_of(source, name)
        except InvalidInput:
            continue
        return name
    return None
