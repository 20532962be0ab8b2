"""The names of the details that readers of events look for. What stands under another name is shown and not read."""

from profile_service.domain.sources.event_versions import EVENT_TIMES
from profile_service.domain.sources.order_payments import PAID_AMOUNTS
from profile_service.domain.sources.order_states import FULFILMENT_FIELDS, GIVEN_BACK, PAYMENT_FIELDS, PAYMENT_LISTS

_STATES = "status state outcome resolution is_closed answer".split()
_MATTERS = """
    topic subject reason tags number case case_id case_number ticket ticket_id ticket_number parent_case
    order order_number order_id form name plan offer agent assignee handled_by
""".split()
_WRITTEN = "text comment body transcript language".split()
_OPINIONS = "stars rating nps points recommend satisfaction mood sentiment".split()
_TIMES = "expected_at promised_at due_at expires_at valid_until ends_at renews_at".split()
_MONEY = ("currency", "price", *PAID_AMOUNTS, *GIVEN_BACK)

DETAIL_NAMES = frozenset(
    (
        *_STATES,
        *_MATTERS,
        *_WRITTEN,
        *_OPINIONS,
        *_TIMES,
        *_MONEY,
        *EVENT_TIMES,
        *PAYMENT_FIELDS,
        *PAYMENT_LISTS,
        *FULFILMENT_FIELDS,
    )
)
