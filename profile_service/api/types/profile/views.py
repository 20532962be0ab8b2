"""Views: what a reader sees of a customer, for a stated purpose."""

import strawberry

from profile_service.domain.profile import views as domain


@strawberry.type(
    description="A selection of what is known of a customer, for a purpose. A list is null where it shows all."
)
class View:
    name: str
    scope: str = strawberry.field(description="What it shows.")
    why: str = strawberry.field(description="What it is for.")
    attributes: list[str] | None
    identifiers: list[str] | None = strawberry.field(description="Types of identifiers.")
    kinds: list[str] | None = strawberry.field(description="Kinds of events.")
    insights: list[str] | None = strawberry.field(description="Fields of the context.")
    days: int | None = strawberry.field(description="How far back from now events are shown; null where all are.")

    @classmethod
    def of(cls, view: domain.View) -> "View":
        return cls(
            name=view.name,
            scope=view.scope,
            why=view.why,
            attributes=_sorted(view.attributes),
            identifiers=_sorted(view.identifiers),
            kinds=_sorted(view.kinds),
            insights=_sorted(view.insights),
            days=view.days,
        )


def _sorted(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)
