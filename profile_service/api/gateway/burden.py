"""Whether a burden lasts: a burst is over within a second, and so is a lull."""

_SECONDS = 1.0


class Burden:
    """`lasts`: it was there at every look of a second, and there was no second since in which it never was."""

    def __init__(self, now: float) -> None:
        self.lasts = False
        self._as_before_at = now

    def look(self, now: float, *, is_there: bool) -> None:
        if is_there == self.lasts:
            self._as_before_at = now
        elif now - self._as_before_at > _SECONDS:
            self.lasts, self._as_before_at = is_there, now
