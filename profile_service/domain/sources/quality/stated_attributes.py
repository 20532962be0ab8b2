"""Stated attributes: those of a record without what people and programs write for nobody."""

from collections.abc import Collection, Mapping

from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.placeholders import is_nobodys_family_name, is_nobodys_name, stated_birth_date

_NAMES = ("name", "given_name", "family_name")


def stated_attributes(attributes: Mapping[str, str], nobody: Collection[str] = ()) -> dict[str, str]:
    """The attributes without names of nobody and without birth dates that systems fill in. `nobody`: further words
    for nobody, casefolded.

    A name that is none is left out rather than REMOVED: the source states nothing.
    """
    stated = {name: text for name, text in attributes.items() if name not in _NAMES or text.casefold() not in nobody}
    for name in ("name", "given_name"):
        if (text := stated.get(name)) and text != REMOVED and is_nobodys_name(text):
            del stated[name]
    given = stated.get("given_name", "")
    family = stated.get("family_name")
    if family and family != REMOVED and is_nobodys_family_name(family, given):
        del stated["family_name"]
    if (born := stated.get("birth_date")) and born != REMOVED:
        if date := stated_birth_date(born):
            stated["birth_date"] = date
        else:
            del stated["birth_date"]
    return stated
