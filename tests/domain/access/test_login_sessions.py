import pytest

from profile_service.domain.access.login_sessions import LoginSession

_BEGUN, _END = "2026-01-01T08:00:00.000000Z", "2026-01-01T20:00:00.000000Z"
_SESSION = LoginSession("hidden", "ada", "agent", "password", _BEGUN, "2026-01-01T10:00:00.000000Z", _END)


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2026-01-01T10:59:59.000000Z", False),
        ("2026-01-01T11:00:00.000000Z", True),
        ("2026-01-01T20:00:00.000000Z", True),
    ],
)
def test_session_ends_when_it_was_idle_for_too_long(now: str, *, over: bool) -> None:
    assert _SESSION.is_over(now, idle_minutes=60) is over


def test_used_session_ends_at_its_end_nevertheless() -> None:
    assert not _SESSION.is_over("2026-01-01T19:59:59.000000Z", idle_minutes=6_000)
    assert _SESSION.is_over(_END, idle_minutes=6_000)


def test_digest_is_in_no_representation() -> None:
    assert "hidden" not in repr(_SESSION)
