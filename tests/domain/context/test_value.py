"""What the customer is worth, and what may go wrong with them; every figure worked by hand."""

from profile_service.domain.context.purchase_cycle import purchase_cycle
from profile_service.domain.context.risks import Risk, RiskKind, RiskLevel, risks
from profile_service.domain.context.value import value
from profile_service.domain.sources.events import Event
from tests.rig.open_matters import CASE, MUG, TEA, at, bought, did, history


def test_recency_frequency_and_monetary_value() -> None:
    orders = [
        bought("o1", "2024-12-20", TEA, total=4000),
        bought("o2", "2025-06-01", TEA, total=2000, discount=500),
        bought("o3", "2026-01-10", TEA, total=3000),
        bought("r1", "2026-01-20", TEA, kind="return", total=1000),
    ]
    worth = value(history("2026-01-31", *orders))
    assert (worth.currency, worth.recency_days, worth.frequency, worth.monetary_minor) == ("EUR", 21, 2, 5000)
    # By hand: 9000 less 1000 given back; 9000 by 3; a discount of 500 in 9500; one return for three orders.
    assert (worth.orders, worth.lifetime_minor, worth.average_minor) == (3, 8000, 3000)
    assert (worth.discount_share, worth.return_rate) == (0.05, 0.33)
    assert worth.evidence == ("o3", "o2", "o1")


def test_money_given_back_counts_once_whatever_its_sign() -> None:
    back = bought("r", "2026-01-20", kind="return", total=-1000)
    assert value(history("2026-01-31", bought("o", "2026-01-10", total=3000), back)).lifetime_minor == 2000


def test_correction_of_an_order_is_taken_off_what_was_paid() -> None:
    correction = bought("c", "2026-02-01", total=-1000)
    worth = value(history("2026-02-28", bought("o", "2026-01-10", total=3000), correction))
    assert (worth.monetary_minor, worth.lifetime_minor, worth.average_minor) == (2000, 2000, 1000)


def test_main_currency_is_the_one_of_most_orders() -> None:
    orders = [bought(f"o{n}", f"2026-01-1{n}", currency="EUR") for n in range(2)]
    dear = bought("o9", "2026-01-20", currency="JPY", total=900_000)
    worth = value(history("2026-01-31", *orders, dear))
    assert (worth.currency, worth.orders, worth.recency_days) == ("EUR", 2, 20)


def test_whoever_bought_nothing_is_worth_nothing_yet() -> None:
    worth = value(history("2026-01-31"))
    assert (worth.currency, worth.recency_days, worth.orders, worth.average_minor) == (None, None, 0, None)


def test_rhythm_is_the_median_of_the_customers_own_pauses() -> None:
    days = ["2026-02-10", "2026-01-21", "2026-01-11", "2026-01-01 18:00", "2026-01-01"]
    cycle = purchase_cycle([(at(day), day) for day in days], at("2026-02-25"))
    assert cycle
    assert (cycle.usual, cycle.long, cycle.silence) == (10.0, 20.0, 15.0)
    assert purchase_cycle([(at(day), day) for day in days[1:]], at("2026-02-25")) is None


def _of(kind: RiskKind, now: str, *events: Event) -> Risk | None:
    return next((risk for risk in risks(history(now, *events)) if risk.kind is kind), None)


def test_unusual_silence_is_a_risk_of_churn() -> None:
    orders = [bought(f"o{n}", f"2026-01-{n:02d}", TEA) for n in range(1, 29, 3)]
    # Nine pauses of three days, and silent for 30: 1 - 3 / 30 = 0.9.
    risk = _of(RiskKind.CHURN, "2026-02-27", *orders)
    assert risk
    assert (risk.score, risk.level) == (0.9, RiskLevel.HIGH)
    assert risk.reason == "silent for 30 days; 3 are usual, 3 long for them"
    assert _of(RiskKind.CHURN, "2026-01-30", *orders) is None


def test_fewer_orders_than_usual_are_a_risk_of_churn() -> None:
    months = [f"2026-{month:02d}" for month in range(1, 8)]
    usual = [bought(f"{month}-{n}", f"{month}-{n:02d}", TEA) for month in months for n in (1, 8, 15, 22)]
    late = [bought(day, day, TEA) for day in ("2026-08-20", "2026-09-20", "2026-10-28")]
    # Four a month from January to July, then one a month from August to October: 1 - 1 / 4.
    risk = _of(RiskKind.CHURN, "2026-11-01", *usual, *late)
    assert risk
    assert (risk.score, risk.reason) == (0.75, "1.0 orders a month in the last three months, 4.0 before")


def test_bad_experiences_are_a_risk_of_complaint() -> None:
    events = [
        did("c1", "support_call", "2026-03-01", CASE, outcome="told to wait"),
        did("c2", "support_call", "2026-03-04", CASE, outcome="passed on"),
        did("r", "review", "2026-03-05", MUG, stars=1),
    ]
    risk = _of(RiskKind.COMPLAINT, "2026-03-06", *events)
    assert risk
    # Three, so 1 - 1 / 4.
    assert (risk.score, risk.level, sorted(risk.evidence)) == (0.75, RiskLevel.HIGH, ["c1", "c2", "r"])
    assert _of(RiskKind.COMPLAINT, "2026-09-06", *events) is None


def test_failed_payment_is_a_risk_until_one_succeeds() -> None:
    failed, paid = (
        did("b1", "billing", "2026-03-01", status="failed"),
        did("b2", "billing", "2026-03-03", status="paid"),
    )
    risk = _of(RiskKind.PAYMENT, "2026-03-04", failed)
    assert risk
    assert (risk.score, risk.evidence) == (0.5, ("b1",))
    assert _of(RiskKind.PAYMENT, "2026-03-04", failed, paid) is None
