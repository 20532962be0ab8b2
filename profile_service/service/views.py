"""The views that `schema/views.yaml` declares."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from profile_service.domain.views import View, chosen
from profile_service.schema_data import schema_path

WIDEST = "full"
_Selection = Literal["all"] | Annotated[list[str], Field(min_length=1)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    scope: str
    why: str
    attributes: _Selection
    identifiers: _Selection
    kinds: _Selection


@cache
def views() -> Mapping[str, View]:
    """By name. Raises pydantic's ValidationError where the file is not as it should be."""
    declared = yaml.safe_load(schema_path("views.yaml").read_text(encoding="utf-8"))
    return {name: _view(name, _Declared.model_validate(each)) for name, each in declared.items()}


def view_named(name: str | None) -> View:
    """Without a name the widest. Raises InvalidInput that lists the names there are."""
    return chosen(views(), name, WIDEST)


def _view(name: str, declared: _Declared) -> View:
    return View(
        name=name,
        scope=declared.scope,
        why=declared.why,
        attributes=_names(declared.attributes),
        identifiers=_names(declared.identifiers),
        kinds=_names(declared.kinds),
    )


def _names(selection: _Selection) -> frozenset[str] | None:
    return None if selection == "all" else frozenset(selection)
