"""Files read through once and made ready to load."""

from collections.abc import Callable, Iterable
from pathlib import Path

from loaders.build.loader import ItemReader, Loader
from profile_service.service.ingestion.load import FileToLoad, Load


def prepare(
    loader: Loader, paths: Iterable[Path], fingerprint: str = "", *, notify: Callable[[str], None] = lambda _: None
) -> Load:
    """The load of all files at the paths, in the order of loading.

    `fingerprint` is the content of whatever else decides the outcome, such as a mapping. `notify` is called with each
    sentence that a person should read on how a file is read. Raises InvalidInput, before anything is loaded, where one
    of the files cannot be loaded.
    """
    files = [_file_to_load(loader, file, notify) for path in paths for file in loader.paths(path)]
    return Load(
        loader.name,
        loader.instance_name,
        files,
        fingerprint,
        mapping=loader.mapping,
        country=loader.country,
        is_instance=loader.instance is not None,
    )


def _file_to_load(loader: Loader, path: Path, notify: Callable[[str], None]) -> FileToLoad:
    inspection = loader.inspect(path)
    for note in inspection.notes:
        notify(f"{path}: {note}")
    return FileToLoad(
        path, inspection.sha256, inspection.rows, ItemReader(loader, path, inspection.encoding, inspection.apart)
    )
