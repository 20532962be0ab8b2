"""Views: what is outside one is absent; the declared ones are what the schema's file says."""

import pytest

from profile_service.domain.profile.profiles import Profile, ProfileRecord
from profile_service.domain.profile.views import View, ViewSelection
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.sources.kinds import KindSelection
from profile_service.domain.values.errors import InvalidInput, OutsideView
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.declared.views import view_named, views, views_from

_AT = "2026-01-01T00:00:00.000000Z"
_TALLY = "order\tweb\t2026-01\tEUR\t2\t500\nreview\tweb\t2026-01\t\t1\t0\n"


_FILE = """\
full: {scope: all, why: all, attributes: all, identifiers: all, kinds: all, span: all, insights: all}
door:
  scope: who rings
  why: to open
  attributes: [name]
  identifiers: [phone]
  kinds: [delivery]
  span: {days: 30}
  insights: [orders]
"""


def _profile() -> Profile:
    claims = tuple(Claim("shop:1", Identifier(type, "1"), _AT, _AT) for type in ("device_id", "loyalty_id"))
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


@pytest.mark.parametrize(
    ("view", "name", "types", "tally"),
    [
        (View("v", "s", "w", attributes=frozenset({"name"})), "Ann", ["device_id", "loyalty_id"], _TALLY),
        (View("v", "s", "w", attributes=frozenset()), "", ["device_id", "loyalty_id"], _TALLY),
        (View("v", "s", "w", identifiers=frozenset({"device_id"})), "Ann", ["device_id"], _TALLY),
        (View("v", "s", "w", kinds=frozenset({"order", "review"})), "Ann", ["device_id", "loyalty_id"], _TALLY),
        (View("v", "s", "w", kinds=frozenset()), "Ann", ["device_id", "loyalty_id"], ""),
    ],
)
def test_each_selection_leaves_out_its_own(view: View, name: str, types: list[str], tally: str) -> None:
    (record,) = view.of(_profile()).records
    assert (record.name, [c.identifier.type for c in record.claims], record.tally) == (name, types, tally)


def test_view_shows_what_it_names_or_all() -> None:
    all_of_it, nothing = View("v", "s", "w"), View("v", "s", "w", frozenset(), frozenset(), frozenset(), frozenset())
    for view, shown in ((all_of_it, True), (nothing, False)):
        assert view.shows_attribute("name") == view.shows_identifier("email") == view.shows_insight("risks") == shown
    assert View("v", "s", "w", insights=frozenset({"risks"})).shows_insight("risks")
    assert all_of_it.shows_kind("order")
    assert all_of_it.since("2026-02-05T00:00:00.000000Z") is None


def test_refusal_says_where_to_ask_instead() -> None:
    view = View("door", "s", "w", attributes=frozenset({"name"}))
    with pytest.raises(OutsideView) as refused:
        view.require("attribute", ["zone", "name", "y" * 61])
    assert str(refused.value) == (
        f"the attribute {'y' * 60} is outside the view door; ask without it, or in a view that shows it"
    )


def test_view_of_everything_changes_nothing() -> None:
    profile = _profile()
    assert view_named(None).name == "full"
    assert view_named("full").of(profile) is profile


def test_view_of_a_family_shows_it_by_whatever_word() -> None:
    door = views_from(_FILE.replace("kinds: [delivery]", "families: [cart]\n  kinds: [greeting]"), "own.yaml")["door"]
    words = ("cart", "cart_add", "Product Added", "add-to-cart", "greeting", "order", "added", "")
    assert [word for word in words if door.shows_kind(word)] == [*words[:5]]
    assert door.kinds is not None
    assert list(door.kinds)[-2:] == ["checkout_abandoned", "greeting"]


def test_unknown_view_names_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="choose one of commerce, full, marketing, support"):
        view_named("everything")


def test_every_declared_view_says_its_scope_and_why() -> None:
    assert set(views()) == {"support", "marketing", "commerce", "full"}
    assert all(len(view.scope) > 20 and len(view.why) > 20 for view in views().values())


def test_marketing_reads_no_support_cases() -> None:
    marketing = views()["marketing"]
    support = ("support_call", "support_ticket", "ticket", "Support Chat", "ticket_comment", "complaint", "note")
    assert [kind for kind in support if marketing.shows_kind(kind)] == []
    assert not marketing.shows_attribute("street")


def test_view_counts_from_its_first_month_on() -> None:
    tally = "order\tweb\t2025-12\tEUR\t2\t500\norder\tweb\t2026-01\tEUR\t1\t100\n"
    record = ProfileRecord("shop:1", "shop", "1", "", {}, (), _AT, _AT, 1, stub=False, tally=tally)
    view = View("v", "s", "w", days=30)
    since = view.since("2026-02-05T00:00:00.000000Z")
    assert since == "2026-01-06T00:00:00.000000Z"
    (shown,) = view.of(Profile("p1", 1, _AT, _AT, (), (record,)), since).records
    assert shown.tally == "order\tweb\t2026-01\tEUR\t1\t100\n"


def test_own_view_is_read_whole() -> None:
    assert views_from(_FILE, "own.yaml")["door"] == View(
        "door", "who rings", "to open", frozenset({"name"}), frozenset({"phone"}),
        KindSelection(touchpoints().kinds, frozenset(), frozenset({"delivery"})),
        frozenset({"orders"}), 30,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "names", "refusal"),
    [
        ("attribute", ["name", "street"], "the attribute street is outside the view door"),
        ("identifier", ["email"], "the identifier email is outside the view door"),
        ("kind", ["order"], "the kind order is outside the view door"),
        ("insight", ["risks"], "the insight risks is outside the view door"),
    ],
)
def test_asking_by_name_for_what_is_outside_is_refused(what: ViewSelection, names: list[str], refusal: str) -> None:
    declared = views_from(_FILE, "own.yaml")
    with pytest.raises(OutsideView, match=refusal):
        declared["door"].require(what, names)
    declared["full"].require(what, names)


def test_asking_by_name_for_what_is_inside_is_not() -> None:
    door = views_from(_FILE, "own.yaml")["door"]
    door.require("attribute", ["name"])
    door.require("insight", ["orders"])


@pytest.mark.parametrize(
    ("wrong", "right", "refusal"),
    [
        ("  insights: [orders]\n", "", "own.yaml, line 2: door.insights is missing; add it"),
        ("insights: [orders]", "insights: [mood]", "own.yaml, line 9: door.insights[0]: expected one of 'openThreads'"),
        ("span: {days: 30}", "span: {days: 0}", "own.yaml, line 8: door.span.days: expected a whole number from 1 on"),
        ("span: {days: 30}", "span:", "own.yaml, line 8: door.span: expected all, or a list"),
        ("kinds: [delivery]", "kinds: some", "own.yaml, line 7: door.kinds: expected a list"),
        ("full:", "whole:", "own.yaml, line 1: the view full is missing; add it"),
    ],
)
def test_view_with_an_error_is_refused_by_its_line(wrong: str, right: str, refusal: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        views_from(_FILE.replace(wrong, right), "own.yaml")
    assert str(refused.value).startswith(refusal)
