"""A flood of requests of nobody known is counted, and fills no disk."""

import pytest

from profile_service.service.audit import strangers
from profile_service.service.audit.strangers import LINES_A_SECOND, StrangerLimit


def test_flood_is_counted_in_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "_SECONDS", 3_600.0)
    limit = StrangerLimit()
    lines = [limit.take_line() for _ in range(500)]
    assert lines == [0] * LINES_A_SECOND + [None] * (500 - LINES_A_SECOND)
    monkeypatch.setattr(strangers, "_SECONDS", 0.0)
    assert [limit.take_line(), limit.take_line()] == [500 - LINES_A_SECOND, 0]
