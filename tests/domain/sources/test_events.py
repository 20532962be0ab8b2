"""The digest of an event shows whether loading it again changes anything."""

from dataclasses import replace

import pytest

from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction

AT = "2026-11-22T09:00:00.000000Z"
PRODUCT = Subject("Product", "shop:sku-1")
ORDER = Transaction("shop:order:1", "shop:1", "order", AT, lines=(Line(PRODUCT, 2, 500),))


@pytest.mark.parametrize(
    "changed",
    [
        replace(ORDER, key="shop:order:2"),
        replace(ORDER, record="shop:2"),
        replace(ORDER, kind="return"),
        replace(ORDER, occurred_at=AT.replace("2026", "2027")),
        replace(ORDER, channel="web"),
        replace(ORDER, device="tablet"),
        replace(ORDER, task="gift"),
        replace(ORDER, direction="one-way"),
        replace(ORDER, about=(PRODUCT,)),
        replace(ORDER, details={"note": "ring twice"}),
        replace(ORDER, number="1001"),
        replace(ORDER, status="shipped"),
        replace(ORDER, currency="EUR"),
        replace(ORDER, total_minor=1_000),
        replace(ORDER, discount_minor=100),
        replace(ORDER, lines=(Line(Subject("Product", "shop:sku-2"), 2, 500),)),
        replace(ORDER, lines=(Line(PRODUCT, 3, 500),)),
        replace(ORDER, lines=(Line(PRODUCT, 2, 501),)),
        replace(ORDER, lines=(Line(PRODUCT, 2, 500, 50),)),
    ],
)
def test_digest_changes_with_each_part(changed: Event) -> None:
    assert changed.digest != ORDER.digest


def test_digest_ignores_names_and_order_of_details() -> None:
    visit = Interaction("e", "shop:1", "visit", AT, about=(PRODUCT,), details={"a": 1, "b": 2})
    same = replace(visit, about=(Subject("Product", "shop:sku-1", "Mug"),), details={"b": 2, "a": 1})

    assert same.digest == visit.digest


def test_timelines_of_similar_keys_stay_apart() -> None:
    one, other = Interaction("e", "shop:1", "visit", AT), Interaction("e", "shop:1|9", "visit", AT)

    assert one.timeline == f"shop:1|{AT}|e"
    assert other.timeline == f"shop:1%7C9|{AT}|e"
