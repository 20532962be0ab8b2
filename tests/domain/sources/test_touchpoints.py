"""Touchpoints: every kind of event that loaders make has one; a file with an error is refused by its line."""

import pytest

from profile_service.domain.sources.events import Interaction
from profile_service.domain.sources.touchpoints import Touchpoint
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.touchpoints import touchpoints, touchpoints_from

_FILE = """\
touchpoints:
  till: {stage: during, direction: two-way, cost: high, kinds: [order], channels: [store]}
  tablet: {stage: during, direction: one-way, cost: low, channel: web, kinds: [order], devices: [tablet]}
  shop:
    stage: during
    direction: one-way
    cost: low
    channel: web
    task: purchase
    kinds: [order]
    tasks: [purchase, gift]
"""


@pytest.mark.parametrize(
    ("event", "name", "stage"),
    [
        (("order", "store", None, "purchase"), "till", "during"),
        (("order", "web", None, "purchase"), "web_order", "during"),
        (("order", "web", None, "gift"), "gift_purchase", "during"),
        (("support_call", "phone", "phone", "support"), "call", "after"),
        (("support_ticket", "email", None, "support"), "ticket", "after"),
        (("showroom_visit", "showroom", None, "browse"), "showroom", "before"),
        (("page_view", "app", "mobile", "browse"), "app_browsing", "before"),
        (("page_view", "web", "desktop", "browse"), "site_browsing", "before"),
        (("email", "email", None, "promote"), "email_promotion", "before"),
        (("email", "email", None, None), "email", "after"),
        (("campaign", "mail", None, "inform"), "promotion", "before"),
        (("coupon_scan", "store", "kiosk", "save"), "coupon", "before"),
        (("coupon_redemption", "store", None, "purchase"), "coupon_redemption", "during"),
        (("return", "web", None, "return"), "return", "after"),
        (("wishlist", "web", "mobile", "consider"), "wishlist", "before"),
        (("app_install", "app", "mobile", "onboard"), "app_install", "before"),
        (("review", "web", "desktop", "evaluate"), "review", "after"),
        (("social_post", "social", None, "share"), "social_post", "after"),
    ],
)  # fmt: skip
def test_event_happens_at_its_touchpoint(event: tuple[str, str, str | None, str | None], name: str, stage: str) -> None:
    touchpoint = touchpoints().find(*event)
    assert touchpoint
    assert (touchpoint.name, touchpoint.stage, touchpoint.channel) == (name, stage, event[1])


def test_first_that_fits_counts_and_event_says_it_better() -> None:
    declared = touchpoints_from(_FILE, "own.yaml")
    assert declared.find("order", "store", "tablet") == Touchpoint(
        "till", "during", "two-way", "high", "store", "tablet", None
    )
    assert declared.find("order", None, "tablet", "gift") == Touchpoint(
        "tablet", "during", "one-way", "low", "web", "tablet", "gift"
    )
    assert declared.find("order", None, None, "gift") == Touchpoint(
        "shop", "during", "one-way", "low", "web", None, "gift"
    )


def test_event_of_undeclared_kind_has_none() -> None:
    declared = touchpoints_from(_FILE, "own.yaml")
    assert declared.find("order", "web", None, "rent") is None
    assert declared.find("seance", "store") is None
    assert [declared.covers("order", "web"), declared.covers("seance", None)] == [True, False]


@pytest.mark.parametrize(
    ("wrong", "right", "refusal"),
    [
        ("stage: during\n", "stage: later\n", "own.yaml, line 5: touchpoints.shop.stage: expected one of 'before'"),
        ("    kinds: [order]\n", "", "own.yaml, line 4: touchpoints.shop.kinds is missing; add it"),
        ("tasks: [purchase, gift]", "task_s: [gift]", "own.yaml, line 11: touchpoints.shop.task_s is not a word"),
        ("[purchase, gift]", "[purchase, 3]", "own.yaml, line 11: touchpoints.shop.tasks[1]: expected text"),
        ("tasks: [purchase, gift]", "tasks: [", "own.yaml: not YAML at line 12"),
    ],
)
def test_file_with_an_error_is_refused_by_its_line(wrong: str, right: str, refusal: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        touchpoints_from(_FILE.replace(wrong, right), "own.yaml")
    assert str(refused.value).startswith(refusal)


def test_every_stage_has_touchpoints_in_both_directions() -> None:
    declared = {(m.touchpoint.stage, m.touchpoint.direction) for m in touchpoints().matches}
    assert declared == {
        (stage, direction) for stage in ("before", "during", "after") for direction in ("one-way", "two-way")
    }


def test_kind_is_covered_where_one_of_its_touchpoints_takes_the_channel() -> None:
    declared = touchpoints_from(_FILE.replace("devices: [tablet]", "channels: [app]"), "own.yaml")
    assert [declared.covers("order", channel) for channel in ("store", "app", "fax", None)] == [True, True, True, True]
    some = touchpoints_from(_FILE.partition("  tablet")[0], "own.yaml")
    assert [some.covers("order", channel) for channel in ("store", "web", None)] == [True, False, False]


def test_task_of_an_event_tells_its_touchpoint() -> None:
    declared = touchpoints_from(_FILE, "own.yaml")
    event = Interaction("e", "shop:1", "order", "2026-01-01T00:00:00.000000Z", "web", "desktop", "gift")
    found = declared.of(event)
    assert found
    assert (found.name, found.channel, found.device, found.task) == ("shop", "web", "desktop", "gift")
