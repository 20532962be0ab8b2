"""Receipts in a row become one line, and nothing else does."""

from typing import Any

import pytest

from profile_service.api.console.timeline_lines import ReceiptsLine, timeline_lines


def _edges(*kinds: str) -> list[dict[str, Any]]:
    """`r`: a receipt; `w`: an order on the web; `c`: a call. The newest first, a day apart."""
    return [{"cursor": f"c{n}", "node": _event(kind, f"2026-11-{28 - n:02}T09:00:00Z")} for n, kind in enumerate(kinds)]


def _event(kind: str, at: str) -> dict[str, Any]:
    if kind == "c":
        return {"kind": "support_call", "channel": "phone", "occurredAt": at}
    channel = "store" if kind == "r" else "web"
    sum = {"currency": "EUR", "totalMinor": 250, "amountKnown": True}
    return {"kind": "order", "channel": channel, "occurredAt": at} | sum


def _shape(*kinds: str, most: int = 20, grouped: bool = True) -> list[object]:
    lines = timeline_lines(_edges(*kinds), most, grouped=grouped, has_more=False).lines
    return [line.count if isinstance(line, ReceiptsLine) else line["channel"] for line in lines]


def test_three_receipts_in_a_row_are_one_line() -> None:
    assert _shape("c", "r", "r", "r", "w") == ["phone", 3, "web"]
    assert _shape("r", "r", "c", "r") == ["store", "store", "phone", "store"]
    assert _shape("r", "r", "r", grouped=False) == ["store", "store", "store"]


def test_line_of_receipts_says_how_many_how_much_and_when() -> None:
    read = timeline_lines(_edges("r", "r", "r"), 20, grouped=True, has_more=False)
    assert read.lines == [ReceiptsLine(3, ((750, "EUR"),), "2026-11-26T09:00:00Z", "2026-11-28T09:00:00Z")]
    (line,) = read.lines
    assert isinstance(line, ReceiptsLine)
    assert line.until == "2026-11-28T09:00:01+00:00", "the first moment after the newest"


@pytest.mark.parametrize(
    ("kinds", "most", "cursor"),
    [("ccc", 2, "c1"), ("crrrc", 2, "c3"), ("rr", 1, "c0"), ("", 5, None), ("crrr", 1, "c0")],
)
def test_cursor_is_of_the_last_event_that_is_shown(kinds: str, most: int, cursor: str | None) -> None:
    read = timeline_lines(_edges(*kinds), most, grouped=True, has_more=False)
    assert (read.cursor, len(read.lines) <= most) == (cursor, True)


def test_line_of_receipts_that_were_not_all_read_says_so() -> None:
    def goes_on(*kinds: str, has_more: bool) -> list[bool]:
        lines = timeline_lines(_edges(*kinds), 20, grouped=True, has_more=has_more).lines
        return [line.goes_on for line in lines if isinstance(line, ReceiptsLine)]

    assert goes_on("c", "r", "r", "r", has_more=True) == [True]
    assert goes_on("c", "r", "r", "r", has_more=False) == [False]
    assert goes_on("r", "r", "r", "c", "r", "r", "r", has_more=True) == [False, True]
