"""A flood of requests that are refused is counted, and fills no disk."""

import pytest

from profile_service.service.audit import line_limits
from profile_service.service.audit.line_limits import LINES_OF_STRANGERS, CallerLimits, LineLimit


def test_flood_is_counted_in_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_limits, "_SECONDS", 3_600.0)
    limit = LineLimit(LINES_OF_STRANGERS)
    lines = [limit.take_line() for _ in range(500)]
    assert lines == [0] * LINES_OF_STRANGERS + [None] * (500 - LINES_OF_STRANGERS)
    monkeypatch.setattr(line_limits, "_SECONDS", 0.0)
    assert [limit.take_line(), limit.take_line()] == [500 - LINES_OF_STRANGERS, 0]


def test_each_caller_has_a_line_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_limits, "_SECONDS", 3_600.0)
    limits = CallerLimits()
    assert [limits.take_line(caller) for caller in ("ivo", "ivo", "ada", "ivo")] == [0, None, 0, None]
    monkeypatch.setattr(line_limits, "_SECONDS", 0.0)
    assert [limits.take_line(caller) for caller in ("ivo", "ada")] == [2, 0]


def test_callers_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_limits, "_MOST_CALLERS", 2)
    limits = CallerLimits()
    for caller in ("a", "b", "c"):
        limits.take_line(caller)
    assert len(limits._limits) == 1
