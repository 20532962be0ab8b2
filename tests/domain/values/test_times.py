"""Times are read from the forms that exports use, and refused otherwise."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-07 09:50:26 +0200", "2025-10-07T07:50:26.000000Z"),
        ("2025-10-07T09:50:26Z", "2025-10-07T09:50:26.000000Z"),
        ("2025-10-07", "2025-10-07T00:00:00.000000Z"),
        ("2025-10-07T09:50:26.123+00:00", "2025-10-07T09:50:26.123000Z"),
        ("2025/10/07 09:50", "2025-10-07T09:50:00.000000Z"),
    ],
)
def test_times_become_fixed_width_text(text: str, expected: str) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "0001-01-01", "9999-12-31", "2025-13-01"])
def test_text_without_a_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_time(text)
