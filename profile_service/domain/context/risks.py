"""Risks of a customer: churn, fewer orders, a complaint, a payment that fails."""

from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context.contacts import repeat_contacts
from profile_service.domain.context.history import History
from profile_service.domain.profile.repurchase import HORIZON_MONTHS, month_number, orders_by_month
from profile_service.domain.sources.kinds import Family

RECENT_DAYS = 90
"""Bad experiences and payments count for so many days."""
DECLINE_RECENT_MONTHS = 3
DECLINE_USUAL_MONTHS = 12
"""The orders of so many months before the recent ones are the usual ones."""
DECLINE_LEAST_ORDERS = 6
"""Fewer orders in the usual months than this are too few to compare with."""
_UNPAID_WORDS = frozenset({"failed", "declined", "overdue", "unpaid", "chargeback", "dunning", "past due"})


class RiskKind(Enum):
    CHURN = "churn"
    DECLINE = "decline"
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
    possible = (_churn_risk(history), _decline_risk(history), _complaint_risk(history), _payment_risk(history))
    return sorted(filter(None, possible), key=lambda risk: (-risk.score, risk.kind.value))


def _churn_risk(history: History) -> Risk | None:
    """The chance that a customer with as many orders and as long a silence does not order in the months to come, as
    the store's other customers did; None where they are too few to tell."""
    by_month = orders_by_month(history.tallies)
    months = [month for month, count in by_month.items() if count > 0]
    if history.repurchases is None or not months:
        return None
    orders, silent = sum(by_month.values()), max(0, month_number(history.now) - max(months))
    chance = history.repurchases.leave_chance(orders, silent)
    if chance is None:
        return None
    reason = (
        f"{_count(orders, 'order')}, the last {_ago(silent)}: of 100 customers here of whom that is so, "
        f"{100 * chance:.0f} do not order again within {HORIZON_MONTHS} months"
    )
    return _risk(RiskKind.CHURN, chance, reason, tuple(order.key for order in history.purchases[:1]))


def _ago(months: int) -> str:
    return f"{_count(months, 'month')} ago" if months else "this month"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _decline_risk(history: History) -> Risk | None:
    """1 - (orders a month in the recent months) / (orders a month in the usual ones): partial defection (Buckinx & Van
    den Poel, "Customer base analysis", European Journal of Operational Research 164, 2005). Full months of the tallies
    count; None where the usual ones have too few orders."""
    this_month = month_number(history.now)
    ages = {this_month - month: count for month, count in orders_by_month(history.tallies).items()}
    recent = sum(count for age, count in ages.items() if 1 <= age <= DECLINE_RECENT_MONTHS)
    usual = {age: count for age, count in ages.items() if 0 < age - DECLINE_RECENT_MONTHS <= DECLINE_USUAL_MONTHS}
    orders = sum(usual.values())
    if orders < DECLINE_LEAST_ORDERS:
        return None
    # Somebody who came during the year is measured by the months since.
    usual_a_month = orders / (max(usual) - DECLINE_RECENT_MONTHS)
    recent_a_month = recent / DECLINE_RECENT_MONTHS
    reason = f"{recent_a_month:.1f} orders a month in the last three months, {usual_a_month:.1f} before"
    evidence = tuple(order.key for order in history.purchases)
    return _risk(RiskKind.DECLINE, 1 - recent_a_month / usual_a_month, reason, evidence)


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
    for event in history.matters_of(Family.BILLING, Family.PAYMENT):
        if history.status(event) not in _UNPAID_WORDS:
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
