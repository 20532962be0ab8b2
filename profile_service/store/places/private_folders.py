"""Folders for their owner alone: what a load rejects and what an engine stores is personal data."""

import os
from pathlib import Path

_OWNER_ALONE = 0o700


def make_private_folder(path: Path) -> None:
    """Make a folder of the data folder, and that one first, with mode 0700. A folder that is there and is the owner's
    becomes so; a data folder that is there is left as it is, for it may hold other things."""
    path.parent.mkdir(mode=_OWNER_ALONE, parents=True, exist_ok=True)
    path.mkdir(mode=_OWNER_ALONE, exist_ok=True)
    status = path.stat()
    if status.st_uid == os.geteuid() and status.st_mode & 0o077:
        path.chmod(_OWNER_ALONE)
