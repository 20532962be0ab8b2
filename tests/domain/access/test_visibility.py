"""Limited to some sources, a caller sees their records and finds nobody by what only other sources know."""

from profile_service.domain.access.rights import UNRESTRICTED, Rights
from profile_service.domain.access.visibility import is_found_by, visible_profile
from profile_service.domain.profile.profiles import Profile, ProfileRecord
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-01-01T00:00:00.000000Z"
_SHOP = Rights(sources=frozenset({"shop"}))


def _record(key: str, name: str, email: str) -> ProfileRecord:
    source, _, id = key.partition(":")
    claims = (Claim(key, Identifier("email", email), _AT, _AT),)
    return ProfileRecord(key, source, id, name, {}, claims, _AT, _AT, 1, stub=False, tally="")


_PROFILE = Profile(
    "p1", 1, _AT, _AT, ("p0",), (_record("crm:1", "Zoe Roe", "z@crm.org"), _record("shop:1", "Z Roe", "z@shop.org"))
)


def test_records_of_other_sources_are_hidden() -> None:
    visible = visible_profile(_PROFILE, _SHOP)
    assert visible
    assert [record.key for record in visible.records] == ["shop:1"]
    assert visible_profile(_PROFILE, UNRESTRICTED) is _PROFILE
    assert visible_profile(_PROFILE, Rights(sources=frozenset({"desk"}))) is None


def test_nobody_is_found_by_a_hidden_identifier() -> None:
    visible = visible_profile(_PROFILE, _SHOP)
    assert visible
    assert is_found_by(visible, Identifier("email", "z@shop.org"))
    assert not is_found_by(visible, Identifier("email", "z@crm.org"))
