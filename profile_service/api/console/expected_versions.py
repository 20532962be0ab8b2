"""The versions of profiles that a form was made from, as one of its fields: `ID 3,ID 7`."""

from collections.abc import Iterable, Mapping
from typing import Any

from profile_service.api.console.page_refusals import PageRefused


def written_versions(profiles: Iterable[Mapping[str, Any]]) -> str:
    return ",".join(f"{profile['id']} {profile['version']}" for profile in profiles)


def read_versions(text: str) -> list[dict[str, Any]]:
    """As the input `expectedVersions` takes them. Raises PageRefused for what is no such field."""
    try:
        pairs = [item.split(" ") for item in text.split(",") if item]
        return [{"profile": id, "version": int(version)} for id, version in pairs]
    except ValueError:
        raise PageRefused(400, "the form cannot be read; open the page again") from None
