"""Risks of a customer: churn, a complaint, a payment that fails."""

from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.context.contacts import repeat_contacts
from profile_service.domain.context.history import History
from profile_service.domain.context.purchase_cycle import purchase_cycle

RECENT_DAYS = 90
"""Bad experiences and payments count for so many days."""
CHURN_RECENT_MONTHS = 3
CHURN_USUAL_MONTHS = 12
"""The orders of so many months before the recent ones are the usual ones."""
CHURN_LEAST_ORDERS = 6
"""Fewer orders in the usual months than this are too few to compare with."""
_UNPAID_WORDS = frozenset({"failed", "declined", "overdue", "unpaid", "chargeback", "dunning", "past due"})


class RiskKind(Enum):
    CHURN = "churn"
    COMPLAINT = "complaint"
    PAYMENT = "payment"


class RiskLevel(Enum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


LEVEL_SCORES = {RiskLevel.HIGH: 0.75, RiskLevel.MEDIUM: 0.5, RiskLevel.LOW: 0.25}
"""The least score of each level, the highest first."""


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` from 0.25 to 1; what is less is no risk to tell of."""

    kind: RiskKind
    level: RiskLevel
    score: float
    reason: str
    evidence: tuple[str, ...]


def risks(history: History) -> list[Risk]:
    """The greatest first."""
    possible = (_churn_risk(history), _complaint_risk(history), _payment_risk(history))
    return sorted(filter(None, possible), key=lambda risk: (-risk.score, risk.kind.value))


def _churn_risk(history: History) -> Risk | None:
    """The greater of two: by how much the present silence exceeds what is long for this customer (1 - long / silence),
    and by how much their orders became fewer (partial defection)."""
    orders = history.orders
    cycle = purchase_cycle([(order.occurred_at, order.key) for order in orders], history.now)
    silent = 1 - cycle.long / cycle.silence if cycle and cycle.silence > cycle.long else 0.0
    fewer, reason = _order_decline(history)
    if cycle and silent >= fewer:
        reason = f"silent for {cycle.silence:.0f} days; {cycle.usual:.0f} are usual, {cycle.long:.0f} long for them"
        return _risk(RiskKind.CHURN, silent, reason, cycle.keys)
    return _risk(RiskKind.CHURN, fewer, reason, tuple(order.key for order in orders))


def _order_decline(history: History) -> tuple[float, str]:
    """1 - (orders a month in the recent months) / (orders a month in the usual ones), and the reason; full months of
    the tallies count, and the score is 0 where the usual ones have too few orders."""
    this_month = _month_number(history.now)
    ages = [(this_month - _month_number(t.cell.month), t.count) for t in history.tallies if t.cell.kind == "order"]
    recent = sum(count for age, count in ages if 1 <= age <= CHURN_RECENT_MONTHS)
    usual = [(age, count) for age, count in ages if 0 < age - CHURN_RECENT_MONTHS <= CHURN_USUAL_MONTHS]
    orders = sum(count for _, count in usual)
    if orders < CHURN_LEAST_ORDERS:
        return 0.0, ""
    # Somebody who came during the year is measured by the months since.
    usual_a_month = orders / (max(age for age, _ in usual) - CHURN_RECENT_MONTHS)
    recent_a_month = recent / CHURN_RECENT_MONTHS
    reason = f"{recent_a_month:.1f} orders a month in the last three months, {usual_a_month:.1f} before"
    return max(0.0, 1 - recent_a_month / usual_a_month), reason


def _complaint_risk(history: History) -> Risk | None:
    """n / (1 + n) of the n recent bad experiences: events of bad sentiment, and each contact beyond the first about
    the same thing that is not solved."""
    bad = [sentiment.key for sentiment in history.bad_experiences if _is_recent(sentiment.at, history)]
    repeats = [each for each in repeat_contacts(history) if not each.solved and _is_recent(each.last_at, history)]
    keys = tuple(dict.fromkeys([*bad, *(key for repeat in repeats for key in repeat.evidence[1:])]))
    return _risk(RiskKind.COMPLAINT, _share(keys), f"bad experiences in {RECENT_DAYS} days: {len(keys)}", keys)


def _payment_risk(history: History) -> Risk | None:
    """n / (1 + n) of the n recent payments that failed or are due and were not made good since."""
    unpaid = []
    for event in history.matters_of("billing", "payment"):
        if event_details.status(event) not in _UNPAID_WORDS:
            break
        unpaid.append(event)
    keys = tuple(event.key for event in unpaid if _is_recent(event.occurred_at, history))
    return _risk(RiskKind.PAYMENT, _share(keys), f"payments failed or due: {len(keys)}", keys)


def _risk(kind: RiskKind, score: float, reason: str, evidence: tuple[str, ...]) -> Risk | None:
    """None where the score is below every level."""
    for level, least in LEVEL_SCORES.items():
        if score >= least:
            return Risk(kind, level, round(score, 2), reason, evidence)
    return None


def _share(keys: tuple[str, ...]) -> float:
    return 1 - 1 / (1 + len(keys))


def _is_recent(at: str, history: History) -> bool:
    return history.days_since(at) <= RECENT_DAYS


def _month_number(time: str) -> int:
    return int(time[:4]) * 12 + int(time[5:7])
