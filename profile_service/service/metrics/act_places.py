"""Where acts happen: the numbers of their places in the table of events."""

from collections.abc import Callable

from profile_service.domain.audiences.conditions import Acts
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.metrics.event_table import EventTable

_PLACES = "SELECT number, kind, family, touchpoint, stage, usual_channel FROM places"


def act_places(events: EventTable, acts: Acts, shows_kind: Callable[[str], bool] = lambda _: True) -> list[int]:
    """Of the kinds that are shown alone. An act is also named by the declared kind that its source's word stands
    for."""
    kinds = touchpoints().kinds
    return [
        number
        for number, kind, family, touchpoint, stage, channel in events.rows(_PLACES)
        if shows_kind(kind)
        and (not acts.kinds or kind in acts.kinds or kinds.declared(kind) in acts.kinds)
        and (not acts.families or family in acts.families)
        and (not acts.touchpoints or touchpoint in acts.touchpoints)
        and (not acts.stages or stage in acts.stages)
        and (not acts.channels or channel in acts.channels)
    ]
