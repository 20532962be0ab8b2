"""The views that `schema/views.yaml` declares."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, RootModel, model_validator

from profile_service.domain.profile.views import View, find_view
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import NonEmptyText, StrictModel, read_declaration

WIDEST = "full"
Insight: TypeAlias = Literal[
    "openThreads",
    "recentContacts",
    "repeatContacts",
    "orders",
    "sentiment",
    "preferences",
    "value",
    "risks",
    "promoter",
    "products",
    "nextStep",
    "nextActions",
    "journey",
]


def _all(given: object) -> object:
    """`all` stands for no restriction; nothing else does, so that a forgotten list hides and never shows."""
    if given is None:
        raise ValueError("expected all, or a list such as [a, b]")
    return None if given == "all" else given


class _Span(StrictModel):
    days: Annotated[int, Field(ge=1)]


_Names: TypeAlias = Annotated[Annotated[list[NonEmptyText], Field(min_length=1)] | None, BeforeValidator(_all)]
_Insights: TypeAlias = Annotated[list[Insight] | None, BeforeValidator(_all)]


class _View(StrictModel):
    scope: NonEmptyText
    why: NonEmptyText
    attributes: _Names
    identifiers: _Names
    kinds: _Names
    span: Annotated[_Span | None, BeforeValidator(_all)]
    insights: _Insights


class _File(RootModel[dict[NonEmptyText, _View]]):
    @model_validator(mode="after")
    def _one_shows_everything(self) -> "_File":
        if WIDEST not in self.root:
            raise ValueError(f"the view {WIDEST} is missing; add it: it counts for whoever names no view")
        return self


def views_from(text: str, where: str) -> Mapping[str, View]:
    """By name. Raises InvalidInput naming `where`, the line and what was expected."""
    return {name: _view(name, each) for name, each in read_declaration(_File, text, where).root.items()}


@cache
def views() -> Mapping[str, View]:
    path = schema_path("views.yaml")
    return views_from(path.read_text(encoding="utf-8"), str(path))


def view_named(name: str | None) -> View:
    """Without a name the widest. Raises InvalidInput that lists the names there are."""
    return find_view(views(), name, WIDEST)


def _view(name: str, each: _View) -> View:
    return View(
        name=name,
        scope=each.scope,
        why=each.why,
        attributes=_names(each.attributes),
        identifiers=_names(each.identifiers),
        kinds=_names(each.kinds),
        insights=None if each.insights is None else frozenset(each.insights),
        days=each.span.days if each.span else None,
    )


def _names(selection: list[str] | None) -> frozenset[str] | None:
    return None if selection is None else frozenset(selection)
