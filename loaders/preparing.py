"""Read files through once and make them ready to load."""

from collections.abc import Iterable
from pathlib import Path

from loaders.loader import Loader, Reading
from profile_service.service.loads import FileToLoad, Load


def prepare(loader: Loader, paths: Iterable[Path], fingerprint: str = "") -> Load:
    """What the paths hold, in the order of loading. `fingerprint` names what else decides the outcome.

    Raises InvalidInput, before anything is loaded, where one of the files cannot be loaded.
    """
    files = [_ready(loader, file) for path in paths for file in loader.paths(path)]
    return Load(loader.name, loader.source, files, fingerprint)


def _ready(loader: Loader, path: Path) -> FileToLoad:
    found = loader.inspect(path)
    return FileToLoad(path, found.sha256, found.rows, Reading(loader, path))
