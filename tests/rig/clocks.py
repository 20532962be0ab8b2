"""A wall clock that tests set, for all that asks what time it is; the clock that measures durations goes on."""

from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest

from profile_service.domain.values import times


class WallClock:
    """`hours`: by which it is ahead of the true time."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.hours = 0.0
        clock = self

        class Shifted(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return super().now(tz) + timedelta(hours=clock.hours)

        patch.setattr(times, "datetime", Shifted)
