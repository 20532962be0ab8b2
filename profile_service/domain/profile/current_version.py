"""What must be as it was for an answer about a profile to be still right."""

from typing import NamedTuple


class CurrentVersion(NamedTuple):
    """`profile`: its id; `version`: as it is stored; `renamings`: how often a product or another subject that was
    stored before got another name, for that moves the version of no profile."""

    profile: str
    version: int
    renamings: int
