"""Names of keys and users: plain, and none that passes for a source."""

import pytest

from profile_service.domain.access.actor_names import plain_name
from profile_service.domain.values.errors import InvalidInput


@pytest.mark.parametrize("name", ["ivo", "till 7", "Zoë Ångström", "山田", "outsource: desk", "source", "resource:crm"])
def test_plain_names_stay(name: str) -> None:
    assert plain_name(f" {name} ", "the key") == name


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        "a\u2028b",
        "a\tb",
        "\u202etoor",
        "a\u200bb",
        "source:crm",
        "SOURCE :crm",
        "ｓｏｕｒｃｅ：crm",
        "-source:x",
    ],
)
def test_what_deceives_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="the key's name"):
        plain_name(name, "the key")
