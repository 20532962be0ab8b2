"""All that is declared under `schema/` and read once."""

from profile_service.service.declared.actions import actions
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.segments import packaged_segments
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.declared.views import views


def check_declarations() -> None:
    """Read it now. Raises InvalidInput naming the file, the line and what was expected, where it is not sound."""
    touchpoints()
    order_states()
    views()
    actions()
    packaged_segments()
