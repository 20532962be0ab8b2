"""Where an intent ends, what counts as a sitting, and from when on something hurts: both sides of each edge."""

import pytest

from profile_service.domain.journey.intents import Intent
from profile_service.domain.journey.journey import Journey, journey
from profile_service.domain.journey.pain_points import PainKind
from profile_service.domain.journey.steps import JourneyStep
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.touchpoints import Touchpoint
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from tests.rig.open_matters import CASE, IN_STORE, MUG, TEA, at, bought, did

_SEEN = did("seen", "page_view", "2026-03-01 09:00", MUG, device="mobile")


def _of(*events: Event, now: str = "2026-12-01") -> Journey:
    return journey(events, touchpoints(), order_states(), at(now))


def _ways(*events: Event) -> list[str]:
    """The keys of each intent's steps, with `!` where it led to a purchase."""
    return [_way(intent) for intent in _of(*events).intents]


def _way(intent: Intent) -> str:
    return " ".join(step.event.key for step in intent.steps) + ("!" if intent.bought else "")


def test_intent_goes_on_for_thirty_days_after_each_step() -> None:
    middle = did("cart", "cart", "2026-03-31 09:00", MUG)
    assert _ways(_SEEN, middle, bought("order", "2026-04-30 09:00", MUG)) == ["seen cart order!"]
    assert _ways(_SEEN, middle, bought("order", "2026-04-30 09:01", MUG)) == ["seen cart"]


def test_step_about_no_product_belongs_to_a_sitting_of_thirty_minutes() -> None:
    cart = did("cart", "cart", "2026-03-01 10:00", MUG)
    assert _ways(_SEEN, did("search", "search", "2026-03-01 09:30"), cart) == ["seen search cart"]
    assert _ways(_SEEN, did("search", "search", "2026-03-01 09:31"), cart) == ["seen cart"]


def test_step_about_another_product_is_another_intent() -> None:
    tea = did("tea", "page_view", "2026-03-01 09:05", TEA)
    search, late = did("search", "search", "2026-03-01 09:10"), did("late", "cart", "2026-03-02", MUG)
    assert _ways(_SEEN, tea, search, late) == ["tea search", "seen late"], "a search goes with the latest of them"
    assert _ways(_SEEN, tea, bought("order", "2026-03-03", MUG, TEA)) == ["seen order!", "tea order!"]


def test_step_that_adds_a_product_adds_it_to_the_intent() -> None:
    both = did("both", "page_view", "2026-03-02", MUG, TEA)
    assert _ways(_SEEN, both, bought("order", "2026-03-03", TEA)) == ["seen both order!"]
    (intent,) = _of(_SEEN, both, bought("order", "2026-03-03", TEA)).intents
    assert intent.products == {"shop:tea": "Tea"}, "what was bought of it"


def test_intent_ends_with_its_order() -> None:
    order, again = bought("order", "2026-03-02", MUG), did("again", "page_view", "2026-03-03", MUG)
    assert _ways(_SEEN, order, again) == ["seen order!"]
    assert _ways(_SEEN, order, again, did("cart", "cart", "2026-03-04", MUG)) == ["seen order!", "again cart"]


def test_order_that_names_no_products_counts_for_what_was_wanted() -> None:
    (intent,) = _of(_SEEN, bought("order", "2026-03-01 09:20")).intents
    assert (intent.products, intent.bought) == ({"shop:mug": "Mug"}, True)


def test_steps_after_a_purchase_are_no_part_of_an_intent() -> None:
    assert (
        _ways(_SEEN, did("review", "review", "2026-03-02", MUG), did("call", "support_call", "2026-03-03", MUG)) == []
    )


def test_crossing_is_told_where_both_places_are_known() -> None:
    desk = did("desk", "page_view", "2026-03-02", MUG, device="desktop")
    unknown = did("unknown", "page_view", "2026-03-02", MUG)
    store = did("store", "showroom_visit", "2026-03-03", MUG, channel="showroom")
    (intent,) = _of(_SEEN, desk, store).intents
    assert [(c.key, c.at, c.before, c.after) for c in intent.crossings] == [
        ("desk", at("2026-03-02"), ("web", "mobile"), ("web", "desktop")),
        ("store", at("2026-03-03"), ("web", "desktop"), ("showroom", None)),
    ]
    (intent,) = _of(_SEEN, unknown).intents
    assert intent.crossings == ()


def test_intent_is_said_in_a_sentence() -> None:
    (intent,) = _of(_SEEN, bought("order", "2026-03-01 14:00", MUG, checkout=IN_STORE)).intents
    assert intent.sentence == (
        "Mug: site browsing (web on mobile), then till (store on till); "
        "bought after 5 hours, with 1 change of channel or device."
    )
    (intent,) = _of(_SEEN, bought("order", "2026-03-02 20:00", MUG)).intents
    assert "bought after 1 day, " in intent.sentence
    (intent,) = _of(_SEEN, did("cart", "cart", "2026-03-02", MUG)).intents
    assert intent.sentence.endswith("; not bought so far, without a change of channel or device.")


def _pains(*events: Event, now: str = "2026-12-01") -> list[tuple[PainKind, str, tuple[str, ...]]]:
    return [(pain.kind, pain.reason, pain.evidence) for pain in _of(*events, now=now).pain_points]


def test_experience_hurts_at_minus_a_half_or_less() -> None:
    assert _pains(did("r", "review", "2026-03-01", MUG, stars=2)) == [
        (PainKind.BAD_EXPERIENCE, "review felt at -0.5 on a scale from -1 to 1", ("r",))
    ]
    assert _pains(did("r", "survey", "2026-03-01", nps=3)) == []


def test_cart_hurts_that_was_left_for_a_day() -> None:
    cart = did("cart", "cart", "2026-03-01 09:30", MUG)
    assert _pains(_SEEN, cart, now="2026-03-02 09:29") == []
    assert _pains(_SEEN, cart, now="2026-03-02 09:30") == [
        (PainKind.LEFT_CART, "put into the cart and not bought", ("seen", "cart"))
    ]
    checkout = did("checkout", "checkout", "2026-03-01 09:30", MUG)
    assert [pain[0] for pain in _pains(_SEEN, checkout)] == [PainKind.LEFT_CART]
    assert _pains(_SEEN, did("look", "page_view", "2026-03-01 09:30", MUG)) == [], "nothing was in a cart"
    assert _pains(_SEEN, cart, bought("order", "2026-03-03", MUG)) == []


def test_contact_hurts_that_repeats_within_thirty_days() -> None:
    first = did("c1", "support_call", "2026-03-01 09:00", CASE, channel="phone")
    again = did("c2", "chat", "2026-03-31 09:00", CASE, channel="chat")
    assert _pains(first, again) == [
        (PainKind.REPEAT_CONTACT, "2 contacts about the same thing through phone, chat", ("c1", "c2"))
    ]
    assert _pains(first, did("c2", "chat", "2026-03-31 09:01", CASE, channel="chat")) == []


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("return", "what was bought went back as a return"),
        ("exchange", "what was bought went back as an exchange"),
    ],
)
def test_goods_given_back_hurt(kind: str, reason: str) -> None:
    assert _pains(bought("b", "2026-03-01", MUG, kind=kind)) == [(PainKind.GIVEN_BACK, reason, ("b",))]


def test_pain_points_come_in_the_order_of_time() -> None:
    events = [
        bought("back", "2026-03-05", MUG, kind="return"),
        did("bad", "review", "2026-03-05", MUG, stars=1),
        did("worse", "complaint", "2026-03-01"),
    ]
    assert [pain[2] for pain in _pains(*events)] == [("worse",), ("bad",), ("back",)]


def test_journey_says_whether_there_was_more() -> None:
    assert not _of(_SEEN).has_earlier
    assert journey([_SEEN], touchpoints(), order_states(), at("2026-12-01"), has_earlier=True).has_earlier
    assert _of(_SEEN).sentence == "1 step in 0 days, 1 before, 0 during and 0 after a purchase."


def test_visit_to_a_stage_begins_and_ends_with_its_steps() -> None:
    steps = [_SEEN, did("more", "page_view", "2026-03-02", MUG), did("cart", "cart", "2026-03-03", MUG)]
    assert [(visit.stage, visit.began_at, visit.ended_at, visit.steps) for visit in _of(*steps).stages] == [
        ("before", at("2026-03-01"), at("2026-03-02"), 2),
        ("during", at("2026-03-03"), at("2026-03-03"), 1),
    ]


def test_step_without_a_touchpoint_has_no_stage() -> None:
    (step,) = _of(did("odd", "seance", "2026-03-01", channel="web", device="mobile")).steps
    assert (step.stage, step.touchpoint, step.place) == (None, None, ("web", "mobile"))


def test_intents_come_in_the_order_of_their_last_steps() -> None:
    tea = [did(f"t{n}", "page_view", f"2026-03-0{n} 10:00", TEA) for n in (1, 2, 4)]
    mug = [did(f"m{n}", "page_view", f"2026-03-0{n} 09:00", MUG) for n in (1, 3, 4)]
    assert _ways(*tea, *mug[:2]) == ["m1 m3", "t1 t2 t4"]
    assert _ways(*tea[:2], *mug[:2]) == ["t1 t2", "m1 m3"]
    same = [did(f"{key}{n}", "page_view", f"2026-04-0{n}", MUG if key == "a" else TEA) for n in (1, 2) for key in "ba"]
    assert _ways(*same) == ["a1 a2", "b1 b2"], "of one time, by the first event"


def test_step_is_called_by_its_touchpoint_or_its_kind() -> None:
    sold = Touchpoint("site_browsing", "before", "one-way", "low")
    unknown = JourneyStep(did("x", "video_call_again", "2026-03-01", MUG, channel=None), None, None, None, None)
    known = JourneyStep(did("y", "page_view", "2026-03-02", MUG, channel=None), None, sold, None, None)
    intent = Intent((unknown, known), {"shop:mug": "", "shop:tea": "Tea"}, bought=True, crossings=())
    assert intent.sentence == (
        "Tea, a product: video call again, then site browsing; bought after 1 day, "
        "without a change of channel or device."
    )
    nothing = Intent((known, known), {}, bought=True, crossings=())
    assert nothing.sentence.startswith("something: site browsing, then site browsing; bought after 0 hours, ")


def test_time_to_the_purchase_is_told_in_hours_or_days() -> None:
    def after(moment: str) -> str:
        (intent,) = _of(_SEEN, bought("order", moment, MUG)).intents
        return intent.sentence.partition("bought after ")[2].partition(",")[0]

    assert after("2026-03-01 21:00") == "12 hours"
    assert after("2026-03-02 08:00") == "23 hours"
    assert after("2026-03-02 09:00") == "1 day"
    assert after("2026-03-02 20:00") == "1 day"
    assert after("2026-03-03 09:00") == "2 days"


def test_pain_point_names_the_kind_and_the_moment() -> None:
    solved = did("c", "support_call", "2026-03-01", channel="phone", outcome="told to wait")
    assert _pains(solved) == [(PainKind.BAD_EXPERIENCE, "support call felt at -0.5 on a scale from -1 to 1", ("c",))]
    silent = [did(f"s{n}", "support_call", f"2026-03-0{n}", CASE, channel=None) for n in (1, 2)]
    assert _pains(*silent)[0][1] == "2 contacts about the same thing through some channel"
    (pain,) = _of(_SEEN, did("k", "cart", "2026-03-02", MUG), did("l", "page_view", "2026-03-04", MUG)).pain_points
    assert (pain.kind, pain.at) == (PainKind.LEFT_CART, at("2026-03-04"))


def test_feeling_of_a_step_has_two_decimals() -> None:
    (step,) = _of(did("r", "review", "2026-03-01", MUG, text="It is a lovely mug, thanks!")).steps
    assert step.sentiment is not None
    assert step.sentiment == round(step.sentiment, 2) > 0.5
