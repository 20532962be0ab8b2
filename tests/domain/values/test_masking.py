"""Masked values show their shape and nothing else."""

import pytest

from profile_service.domain.values.masking import masked


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("Ann.Roe@shop.org", "Xxx.Xxx@xxxx.xxx"),
        ("2026-13-45 +0200", "9999-99-99 +9999"),
        ("١٢ José 李", "99 Xxxx x"),
        ("a\ud800\n", "x??"),
        ("9" * 61, "9" * 60 + "…"),
    ],
)
def test_only_the_shape_remains(value: str, shape: str) -> None:
    assert masked(value) == shape
