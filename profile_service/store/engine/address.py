"""Where a store is and how to enter it; the same shape for the embedded store and for Neo4j."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    uri: str
    user: str
    password: str = field(repr=False)
    database: str
