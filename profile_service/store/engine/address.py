"""Where a store listens and how to log in; the same for the embedded store and for Neo4j."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    uri: str
    user: str
    password: str = field(repr=False)
    database: str
