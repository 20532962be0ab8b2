"""Roles as they are declared."""

import strawberry

from profile_service.domain.access.rights import Names
from profile_service.service.declared.access import RoleDescription

_ALL = "null for all."


@strawberry.type(description="A role, as it is declared. Whatever is not listed is refused.")
class Role:
    name: str = strawberry.field(description="Name, such as `agent`.")
    who: str = strawberry.field(description="Whom it is for, in words.")
    views: list[str] | None = strawberry.field(description=f"Views that may be chosen, the usual one first; {_ALL}")
    reads: list[str] | None = strawberry.field(description=f"What may be read, such as `profiles`; {_ALL}")
    mutations: list[str] | None = strawberry.field(description=f"Mutations that may be done; {_ALL}")
    sources: list[str] | None = strawberry.field(description=f"Sources whose records are shown; {_ALL}")
    clear: list[str] | None = strawberry.field(
        description=f"Attributes and types of identifiers whose values are not masked; {_ALL}"
    )
    reveals: list[str] | None = strawberry.field(description=f"Masked ones that may be revealed with a reason; {_ALL}")
    rows: int | None = strawberry.field(description="Items that a page has at most; null for any number.")

    @classmethod
    def of(cls, role: RoleDescription) -> "Role":
        rights = role.rights
        return cls(
            name=role.name,
            who=role.who,
            views=None if rights.views is None else list(rights.views),
            reads=_sorted(rights.reads),
            mutations=_sorted(rights.mutations),
            sources=_sorted(rights.sources),
            clear=_sorted(rights.clear),
            reveals=_sorted(rights.reveals),
            rows=rights.rows,
        )


def _sorted(names: Names) -> list[str] | None:
    return None if names is None else sorted(names)
