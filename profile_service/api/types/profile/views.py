"""The declared views: what each shows of a customer, and for which purpose."""

from collections.abc import Collection

import strawberry

from profile_service.domain.profile import views as domain


@strawberry.type(
    description="A named part of a customer's data, for one purpose. A list is null where the view shows everything."
)
class View:
    name: str = strawberry.field(description="Name to pass as the argument `view`.")
    scope: str = strawberry.field(description="What the view shows, in words.")
    why: str = strawberry.field(description="Purpose of the view, in words.")
    attributes: list[str] | None = strawberry.field(description="Names of the attributes that it shows, sorted.")
    identifiers: list[str] | None = strawberry.field(description="Types of the identifiers that it shows, sorted.")
    kinds: list[str] | None = strawberry.field(
        description="Kinds of the events that it shows, sorted; other words for them are shown as well."
    )
    insights: list[str] | None = strawberry.field(
        description="Fields of `Context` that it shows, and `journey`; sorted."
    )
    consent: str | None = strawberry.field(
        description="Purpose to which people may withdraw consent; of those who did, the view shows nothing. Null for "
        "none."
    )
    days: int | None = strawberry.field(
        description="Number of days back from now for which it shows events; null where it shows all."
    )

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
            consent=view.consent,
        )


def _sorted(names: Collection[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)
