"""Views of one's own stand beside the packaged ones, and a file that is not sound is refused in one sentence."""

from pathlib import Path

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.views import view_named, views, views_with_own

_OWN = """
courier:
  scope: where a parcel goes
  why: a courier rings the right bell
  attributes: [name, street, street_2, città]
  identifiers: [phone]
  families: [delivery]
  span: {days: 30}
  insights: []
"""


def test_own_view_stands_beside_the_packaged_ones(tmp_path: Path) -> None:
    own = tmp_path / "ansichten.yaml"
    own.write_text("\ufeff" + _OWN, encoding="utf-8")
    declared = views_with_own(own)
    assert set(declared) == {*views(), "courier"}
    courier = view_named("courier", declared)
    assert courier.shows_attribute("città")
    assert not courier.shows_identifier("email")
    assert view_named(None, declared) is views()["full"]


def test_own_view_takes_the_place_of_a_packaged_one(tmp_path: Path) -> None:
    own = tmp_path / "views.yaml"
    own.write_text(_OWN.replace("courier:", "support:"))
    assert not views_with_own(own)["support"].shows_identifier("email")
    assert views()["support"].shows_identifier("email")


def test_without_a_file_the_packaged_views_hold() -> None:
    assert views_with_own(None) is views()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (_OWN.replace("  span:", "  reach: 3\n  span:"), r"views\.yaml, line 8: .*reach"),
        ("courier: [", r"views\.yaml"),
        ("{}", r"views\.yaml, line 1: "),
        (_OWN.replace("[]", "[riches]"), r"views\.yaml, line 9: "),
    ],
    ids=["unknown word", "no YAML", "no view", "unknown insight"],
)
def test_file_that_is_not_sound_is_refused(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "views.yaml"
    own.write_text(text)
    with pytest.raises(InvalidInput, match=f"^PROFILE_VIEWS: .*{says}") as refused:
        views_with_own(own)
    assert "\n" not in str(refused.value)


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"caf\xe9: {}")
    with pytest.raises(InvalidInput, match=r"^PROFILE_VIEWS: .*gone\.yaml cannot be read \(No such file"):
        views_with_own(tmp_path / "gone.yaml")
    with pytest.raises(InvalidInput, match=r"latin\.yaml cannot be read \(it is not UTF-8\)"):
        views_with_own(tmp_path / "latin.yaml")


@pytest.mark.parametrize("name", ["support", "commerce"])
@pytest.mark.parametrize("attribute", ["street_2", "address_2", "address_line_2"])
def test_second_lines_of_addresses_are_shown_with_the_first(name: str, attribute: str) -> None:
    assert views()[name].shows_attribute(attribute)
    assert not views()["marketing"].shows_attribute(attribute)
