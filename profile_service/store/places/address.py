"""Where a store listens and how to log in; the same for the embedded store and for Neo4j."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Address:
    uri: str
    user: str
    password: str = field(repr=False)
    database: str


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where the secret lies that keys the hashes of erased people: outside the store, wherever that is opened.
    `setting`: the secret itself, empty where it is a file of the data folder."""

    data_dir: Path
    setting: str = field(default="", repr=False)
