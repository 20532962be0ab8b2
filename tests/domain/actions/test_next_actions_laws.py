"""Whatever the history: advice rests on it alone, sells nothing to the angry, and nothing that was just given back."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.domain.actions.facts import FACTS, FieldType
from profile_service.domain.actions.next_actions import next_actions
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.sentiment import Mood
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Json
from profile_service.service.declared.actions import actions
from tests.rig.open_matters import CASE, COUPON, MUG, TEA, bought, did, history

_NOW = "2026-03-28"
_MAIL = Consent("shop:1", "marketing", "email", ConsentStatus.GRANTED, None, "")
_NAMES = [rule.name for rule in actions()]
_DETAILS: dict[str, dict[str, Sequence[Json]]] = {
    "review": {"stars": [1, 3, 5]},
    "survey": {"nps": [0, 8, 10]},
    "support_ticket": {"status": ["open", "solved"]},
    "support_call": {"outcome": ["told to wait", "solved"], "topic": ["mug"]},
    "chatbot": {"topic": ["refund"]},
    "wishlist": {"price": ["24", "19"]},
    "price": {"price": ["9", "30"]},
    "form": {"status": ["started", "submitted"]},
    "cart": {},
    "subscription": {"plan": ["club"], "ends_at": ["2026-04-10", "2026-03-01"]},
    "coupon_scan": {},
    "offer_answer": {"offer": _NAMES, "answer": ["accepted", "declined", "ignored"]},
}


@st.composite
def _events(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for n in range(draw(st.integers(0, 14))):
        day = f"2026-{draw(st.integers(1, 3)):02d}-{draw(st.integers(1, 27)):02d}"
        about = draw(st.sampled_from([TEA, MUG]))
        kind = draw(st.sampled_from(["order", "return", *_DETAILS]))
        if kind in ("order", "return"):
            events.append(bought(f"e{n}", day, about, kind=kind, number=f"#{n}"))
            continue
        details = {name: draw(st.sampled_from(values)) for name, values in _DETAILS[kind].items()}
        subject = {"support_ticket": CASE, "coupon_scan": COUPON}.get(kind, about)
        events.append(replace(did(f"e{n}", kind, day, subject), details=details))
    return events


@settings(deadline=None)
@given(events=_events(), consented=st.booleans(), channel=st.sampled_from([None, "phone", "email", "web"]))
def test_advice_keeps_its_promises(*, events: list[Event], consented: bool, channel: str | None) -> None:
    past = history(_NOW, *events, consents=(_MAIL,) if consented else (), channel=channel)
    insights = Insights(past)
    advised = next_actions(actions(), insights)

    assert [each.score for each in advised] == sorted((each.score for each in advised), reverse=True)
    assert {key for each in advised for key in each.evidence} <= {event.key for event in events}
    given_back = {fact.key for fact in (*insights.products.returned, *insights.products.complained_about)}
    for each in advised:
        assert each.expires_at > past.now
        if each.purpose != "service":
            assert consented
            assert channel != "phone"
            assert given_back.isdisjoint(each.products)
            assert insights.sentiment is None or insights.sentiment.mood is not Mood.NEGATIVE


@settings(deadline=None)
@given(_events(), st.sampled_from([None, "phone"]))
def test_findings_hold_what_their_facts_declare(events: list[Event], channel: str | None) -> None:
    insights = Insights(history(_NOW, *events, channel=channel, stated={"preferred_channel": "email"}))
    types: dict[FieldType, tuple[type, ...]] = {
        FieldType.TEXT: (str,),
        FieldType.NUMBER: (int, float),
        FieldType.FLAG: (bool,),
    }
    for fact in FACTS.values():
        for finding in fact.find(insights):
            assert finding.fields.keys() == fact.fields.keys()
            for name, value in finding.fields.items():
                form = fact.fields[name]
                fits = value in form if isinstance(form, tuple) else isinstance(value, types[form])
                assert value is None or fits, name
