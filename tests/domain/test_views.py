"""Views: what is outside one is absent; the declared ones are what the schema's file says."""

import pytest

from profile_service.domain.errors import InvalidInput
from profile_service.domain.identifiers import Identifier
from profile_service.domain.profiles import Claim, Profile, ProfileRecord
from profile_service.domain.views import View
from profile_service.service.views import view_named, views

_AT = "2026-01-01T00:00:00.000000Z"
_TALLY = "order\tweb\t2026-01\tEUR\t2\t500\nreview\tweb\t2026-01\t\t1\t0\n"


def _profile() -> Profile:
    claims = tuple(Claim(Identifier(type, "1"), _AT, _AT) for type in ("device_id", "loyalty_id"))
    attributes = {"name": "Ann", "city": "Paris"}
    record = ProfileRecord("shop:1", "shop", "1", "Ann", attributes, claims, _AT, _AT, 1, stub=False, tally=_TALLY)
    return Profile("p1", 1, _AT, _AT, (), (record,))


def test_view_leaves_out_what_it_does_not_show() -> None:
    view = View("v", "s", "w", frozenset({"city"}), frozenset({"loyalty_id"}), frozenset({"review"}))
    (record,) = view.of(_profile()).records
    assert record.name == ""
    assert record.attributes == {"city": "Paris"}
    assert [claim.identifier.type for claim in record.claims] == ["loyalty_id"]
    assert record.tally == "review\tweb\t2026-01\t\t1\t0\n"


def test_view_of_everything_changes_nothing() -> None:
    profile = _profile()
    assert view_named(None).name == "full"
    assert view_named("full").of(profile) is profile


def test_view_narrows_the_kinds_asked_for() -> None:
    view = View("v", "s", "w", kinds=frozenset({"order", "review"}))
    assert view.shown_kinds(None) == frozenset({"order", "review"})
    assert view.shown_kinds(frozenset({"review", "chat"})) == frozenset({"review"})
    assert View("v", "s", "w").shown_kinds(frozenset({"chat"})) == frozenset({"chat"})


def test_unknown_view_names_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="choose one of commerce, full, marketing, support"):
        view_named("everything")


def test_every_declared_view_says_its_scope_and_why() -> None:
    assert set(views()) == {"support", "marketing", "commerce", "full"}
    assert all(len(view.scope) > 20 and len(view.why) > 20 for view in views().values())


def test_marketing_reads_no_support_cases() -> None:
    marketing = views()["marketing"]
    assert marketing.shown_kinds(frozenset({"support_call", "support_ticket"})) == frozenset()
    assert not marketing.shows_attribute("street")
