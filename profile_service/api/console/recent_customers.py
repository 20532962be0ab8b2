"""The customers whom a caller opened last, kept in memory alone."""

from collections import OrderedDict

from profile_service.domain.access.caller import Caller

_CUSTOMERS = 6
_CALLERS = 500


class RecentCustomers:
    """Ids, never names: what is shown of them is asked anew, as whoever asks may see it. Of more callers than a service
    has at once, those who opened nothing for longest are forgotten; so is everything when the process ends."""

    def __init__(self) -> None:
        self._ids: OrderedDict[tuple[str, str], list[str]] = OrderedDict()

    def opened(self, caller: Caller, id: str) -> None:
        who = (caller.kind, caller.name)
        before = self._ids.pop(who, [])
        self._ids[who] = [id, *(other for other in before if other != id)][:_CUSTOMERS]
        while len(self._ids) > _CALLERS:
            self._ids.popitem(last=False)

    def of(self, caller: Caller) -> list[str]:
        """The latest first."""
        return list(self._ids.get((caller.kind, caller.name), ()))
