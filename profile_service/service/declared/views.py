"""The views that `schema/views.yaml` declares, and those of a file of one's own."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, RootModel, model_validator

from profile_service.domain.access.access_decisions import WIDEST
from profile_service.domain.profile.views import View, find_view
from profile_service.domain.sources.kinds import Family, KindSelection
from profile_service.schema_data import schema_path
from profile_service.service.declared.touchpoints import FamilyName, touchpoints
from profile_service.service.declared.yaml_models import (
    Days,
    Names,
    NonEmptyText,
    StrictModel,
    name_set,
    own_declaration,
    read_declaration,
)

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
    "recommendations",
]


def _all_as_none(declared: object) -> object:
    """`all` stands for no restriction; nothing else does, so that a forgotten list hides and never shows."""
    if declared is None:
        raise ValueError("expected all, or a list such as [a, b]")
    return None if declared == "all" else declared


_Selection: TypeAlias = Annotated[Names | None, BeforeValidator(_all_as_none)]


class _View(StrictModel):
    scope: NonEmptyText
    why: NonEmptyText
    attributes: _Selection
    identifiers: _Selection
    families: list[FamilyName] = Field(default=[])
    kinds: _Selection = Field(default=[])
    span: Annotated[Days | None, BeforeValidator(_all_as_none)]
    consent: NonEmptyText | None = None
    insights: Annotated[list[Insight] | None, BeforeValidator(_all_as_none)]


class _OwnViewsFile(RootModel[Annotated[dict[NonEmptyText, _View], Field(min_length=1)]]):
    pass


class _ViewsFile(_OwnViewsFile):
    @model_validator(mode="after")
    def _one_shows_everything(self) -> "_ViewsFile":
        if WIDEST not in self.root:
            raise ValueError(f"the view {WIDEST} is missing; add it: it counts for whoever names no view")
        return self


def views_from(text: str, where: str) -> Mapping[str, View]:
    """Name → view in YAML text. Raises InvalidInput naming `where`, the line and what was expected."""
    return _views(read_declaration(_ViewsFile, text, where))


def views_with_own(path: Path | None) -> Mapping[str, View]:
    """The packaged views, and those of the file, of which one may take the place of a packaged view of its name.

    Raises InvalidInput that names the setting, the file and what is wrong with it.
    """
    if path is None:
        return views()
    text = own_declaration(path, "PROFILE_VIEWS", "views")
    return {**views(), **_views(read_declaration(_OwnViewsFile, text, f"PROFILE_VIEWS: {path}"))}


@cache
def views() -> Mapping[str, View]:
    path = schema_path("views.yaml")
    return views_from(path.read_text(encoding="utf-8"), str(path))


def view_named(name: str | None, declared: Mapping[str, View] | None = None) -> View:
    """The view of that name among those declared, else the packaged ones; without a name the widest. Raises
    InvalidInput that lists the names there are."""
    return find_view(views() if declared is None else declared, name, WIDEST)


def _views(file: _OwnViewsFile) -> Mapping[str, View]:
    return {name: _view(name, declared) for name, declared in file.root.items()}


def _kinds(families: Sequence[Family], kinds: Sequence[str]) -> KindSelection:
    return KindSelection(touchpoints().kinds, frozenset(families), frozenset(kinds))


def _view(name: str, declared: _View) -> View:
    return View(
        name=name,
        scope=declared.scope,
        why=declared.why,
        attributes=name_set(declared.attributes),
        identifiers=name_set(declared.identifiers),
        kinds=None if declared.kinds is None else _kinds(declared.families, declared.kinds),
        insights=name_set(declared.insights),
        days=declared.span.days if declared.span else None,
        consent=declared.consent,
    )
