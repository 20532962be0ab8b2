"""Tokens of keys: their form, and that nothing shows their secret."""

from dataclasses import replace

import pytest

from profile_service.domain.access.keys import AccessKey, KeyToken, key_token

_SECRET = "s" * 43
_KEY = AccessKey("abcdefghijk2", "ivo", "agent", (), "d", "2026-01-01", "root", "2026-02-01")


def test_token_is_read_as_it_was_written() -> None:
    token = KeyToken("abcdefghijk2", _SECRET)
    assert key_token(token.text) == token


@pytest.mark.parametrize("text", ["", "psk_", f"psk_abcdefghijk2_{_SECRET}x", f"PSK_abcdefghijk2_{_SECRET}", "a.b.c"])
def test_other_texts_are_no_tokens(text: str) -> None:
    assert key_token(text) is None


def test_secret_is_in_no_representation() -> None:
    assert _SECRET not in repr(KeyToken("abcdefghijk2", _SECRET))


@pytest.mark.parametrize(
    ("now", "revoked_at", "state"),
    [("2026-01-15", None, "active"), ("2026-02-01", None, "expired"), ("2026-01-15", "2026-01-10", "revoked")],
)
def test_key_ends_by_time_or_by_hand(now: str, revoked_at: str | None, state: str) -> None:
    assert replace(_KEY, revoked_at=revoked_at).state(now) == state
