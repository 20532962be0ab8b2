"""Which events each class of the history holds, how many of them, and which of them the customer had no hand in."""

import pytest

from profile_service.domain.context.history import (
    CLASSES,
    FAMILIES,
    LOOK_BACK_EVENTS,
    WINDOWS,
    EventClass,
    class_filter,
)
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.threads.thread import ThreadKind, _continuing_channels
from tests.rig.open_matters import CASE, did, history

_NOW = "2026-07-01T12:00:00.000000Z"


@pytest.mark.parametrize("name", list(FAMILIES))
def test_class_is_read_by_its_families(name: EventClass) -> None:
    asked = class_filter(name, _NOW)
    assert (asked.families, asked.kinds) == (FAMILIES[name], None)
    assert (asked.until, asked.sales, asked.lines) == (_NOW, False, False)


def test_sales_and_the_latest_are_of_any_kind() -> None:
    sales, latest = class_filter("sales", _NOW), class_filter("latest", _NOW)
    assert (sales.families, sales.sales, sales.lines, sales.until) == (None, True, True, _NOW)
    assert (latest.families, latest.sales, latest.lines, latest.until) == (None, False, False, _NOW)


def test_window_of_each_class() -> None:
    assert CLASSES == ("sales", "contacts", "voices", "case_messages", "matters", "answers", "latest")
    assert dict(WINDOWS) == {
        "sales": 50, "contacts": 25, "voices": 20, "case_messages": 20, "matters": 25, "answers": 20, "latest": 30,
    }  # fmt: skip
    assert LOOK_BACK_EVENTS == 2_000


@pytest.mark.parametrize("kind", ["email", "sms", "message", "chat", "chatbot", "messenger"])
def test_talk_in_writing_is_a_message(kind: str) -> None:
    written, spoken = did("m", kind, "2026-03-01", CASE, status="open"), did("c", "support_call", "2026-03-02", CASE)
    assert [thread.kind for thread in Insights(history("2026-03-03", written)).threads] == [ThreadKind.MESSAGE]
    assert [thread.kind for thread in Insights(history("2026-03-03", written, spoken)).threads] == [ThreadKind.TICKET]


@pytest.mark.parametrize(
    "kind",
    ["campaign", "delivery", "tracking", "billing", "price", "coupon", "note", "offer_answer", "support_reply"],
)
def test_what_we_did_tells_nothing_of_the_customer(kind: str) -> None:
    ours = [did(f"o{n}", kind, f"2026-03-1{n}", channel="mail", device="mobile") for n in range(6)]
    found = Insights(history("2026-04-01", *ours))
    assert (found.preferences.channel, found.preferences.device, found.next_step) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "channels"),
    [
        (ThreadKind.TICKET, "phone chat email store"),
        (ThreadKind.MESSAGE, "email chat phone"),
        (ThreadKind.CART, "web app store"),
        (ThreadKind.FORM, "web app phone"),
        (ThreadKind.ORDER, "web app phone chat email"),
        (ThreadKind.RETURN, "web store phone"),
        (ThreadKind.COUPON, "store web app"),
        (ThreadKind.WISH, "web app store"),
    ],
)
def test_thread_goes_on_where_its_kind_can_and_first_where_it_was(kind: ThreadKind, channels: str) -> None:
    first, *others = channels.split()
    assert _continuing_channels(kind, None) == _continuing_channels(kind, "fax") == (first, *others)
    assert _continuing_channels(kind, others[-1]) == (others[-1], first, *others[:-1])
