"""What must be as it was for an answer about a profile to be still right."""

from typing import NamedTuple


class CurrentVersion(NamedTuple):
    """`profile`: its id; `version`, `updated_at`: as they are stored, both, for a store that is put back to an older
    backup counts the same numbers again; `renamings`: how often a product or another subject that was
    stored before got another name, for that moves the version of no profile."""

    profile: str
    version: int
    updated_at: str
    renamings: int
