"""Files for their owner alone, written whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_beside(path: Path, content: Iterable[bytes]) -> Path:
    """Write the content to a file of mode 0600 beside `path`, down to the disk. Returns its path, under which it is to
    be moved or linked to `path` by the same process."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    return new


def replace_private(path: Path, content: Iterable[bytes]) -> None:
    """Put a file with the content in the place of `path`, in one step."""
    write_beside(path, content).replace(path)
