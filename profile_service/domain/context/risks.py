"""What may go wrong with this customer: that they leave, complain further, or do not pay."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.context.contacts import repeat_contacts
from profile_service.domain.context.event_sentiment import EventSentiment
from profile_service.domain.context.history import History
from profile_service.domain.context.purchase_cycle import purchase_cycle
from profile_service.domain.values.times import days_between

RECENT_DAYS = 90
_LEVELS = ((0.75, "high"), (0.5, "medium"), (0.25, "low"))
_USUAL_MONTHS, _LATE_MONTHS = 12, 3
_LEAST_ORDERS = 6
_UNPAID = frozenset({"failed", "declined", "overdue", "unpaid", "chargeback", "dunning", "past due"})


class RiskKind(Enum):
    CHURN = "churn"
    COMPLAINT = "complaint"
    PAYMENT = "payment"


class RiskLevel(Enum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


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
    found = [risk for each in (_churn, _complaint, _payment) for risk in each(history)]
    return sorted(found, key=lambda risk: (-risk.score, risk.kind.value))


def _churn(history: History) -> Iterator[Risk]:
    """The greater of two: by how much the present silence exceeds what is long for this customer (1 - long / silence),
    and how much of their purchases the last three months lack of those before (partial defection)."""
    orders = history.orders
    own = purchase_cycle([(order.occurred_at, order.key) for order in orders], history.now)
    silent = 1 - own.long / own.silence if own and own.silence > own.long else 0.0
    lacking, fewer = _lacking(history)
    if own and silent >= lacking:
        because = f"silent for {own.silence:.0f} days; {own.usual:.0f} are usual, {own.long:.0f} long for them"
        yield from _risk(RiskKind.CHURN, silent, because, own.keys)
    else:
        yield from _risk(RiskKind.CHURN, lacking, fewer, tuple(order.key for order in orders))


def _lacking(history: History) -> tuple[float, str]:
    """By full months of the tallies: 1 - (orders a month in the last three) / (orders a month in the twelve before)."""
    this = _month_number(history.now)
    ages = [(this - _month_number(t.cell.month), t.count) for t in history.tallies if t.cell.kind == "order"]
    late = sum(count for age, count in ages if 1 <= age <= _LATE_MONTHS)
    before = [(age, count) for age, count in ages if _LATE_MONTHS < age <= _LATE_MONTHS + _USUAL_MONTHS]
    total = sum(count for _, count in before)
    if total < _LEAST_ORDERS:
        return 0.0, ""
    # Somebody who came during the year is measured by the months since.
    usual = total / (max(age for age, _ in before) - _LATE_MONTHS)
    now = late / _LATE_MONTHS
    return max(0.0, 1 - now / usual), f"{now:.1f} orders a month in the last three months, {usual:.1f} before"


def _complaint(history: History) -> Iterator[Risk]:
    """1 - 1 / (1 + n), of the n bad experiences of the last 90 days: what was felt at -0.5 or less, and each contact
    more than one about the same thing that is not solved."""
    bad = [each for each in history.sentiments if _is_bad(each, history.now)]
    again = [each for each in repeat_contacts(history) if not each.solved and _is_recent(each.last_at, history.now)]
    keys = dict.fromkeys([*(each.key for each in bad), *(key for each in again for key in each.evidence[1:])])
    if keys:
        because = f"bad experiences in {RECENT_DAYS} days: {len(keys)}"
        yield from _risk(RiskKind.COMPLAINT, 1 - 1 / (1 + len(keys)), because, tuple(keys))


def _payment(history: History) -> Iterator[Risk]:
    """1 - 1 / (1 + n), of the n payments of the last 90 days that failed or are due and were not made good since."""
    unpaid = []
    for event in history.matters_of("billing", "payment"):
        if event_details.status(event) not in _UNPAID:
            break
        unpaid.append(event)
    recent = tuple(event.key for event in unpaid if _is_recent(event.occurred_at, history.now))
    if recent:
        yield from _risk(RiskKind.PAYMENT, 1 - 1 / (1 + len(recent)), f"payments failed or due: {len(recent)}", recent)


def _risk(kind: RiskKind, score: float, reason: str, evidence: tuple[str, ...]) -> Iterator[Risk]:
    for least, level in _LEVELS:
        if score >= least:
            yield Risk(kind, RiskLevel(level), round(score, 2), reason, evidence)
            return


def _is_bad(each: EventSentiment, now: str) -> bool:
    return each.score <= -0.5 and _is_recent(each.at, now)


def _is_recent(at: str, now: str) -> bool:
    return days_between(at, now) <= RECENT_DAYS


def _month_number(time: str) -> int:
    return int(time[:4]) * 12 + int(time[5:7])
