"""A journey by an example worked by hand: seen in the showroom, carted on the phone, bought on the desk."""

from profile_service.domain.journey.journey import Journey, journey
from profile_service.domain.journey.pain_points import PainKind
from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints

_MIXER = Subject("Product", "shop:mixer", "Mixer")
_LAMP = Subject("Product", "shop:lamp", "Lamp")
_CASE = Subject("Case", "desk:1", "Motor stops")


def _did(
    key: str, kind: str, at: str, *about: Subject, channel: str, device: str | None = None, **details: Json
) -> Interaction:
    """`at`: `02-03 19:00`."""
    time = f"2026-{at[:5]}T{at[6:]}:00.000000Z"
    return Interaction(key, "shop:1", kind, time, channel, device, about=about, details=details)


def _bought(key: str, at: str, product: Subject, device: str | None = None) -> Transaction:
    time = f"2026-{at[:5]}T{at[6:]}:00.000000Z"
    return Transaction(key, "shop:1", "order", time, "web", device, lines=(Line(product, 1, 9900),))


_EVENTS: list[Event] = [
    _did("seen", "showroom_visit", "02-01 10:00", _MIXER, channel="showroom"),
    _did("cart", "cart", "02-02 20:00", _MIXER, channel="web", device="mobile"),
    _did("search", "search", "02-03 18:50", channel="web", device="desktop"),
    _bought("order", "02-03 19:00", _MIXER, device="desktop"),
    _did("call1", "support_call", "02-20 10:00", _CASE, channel="phone", outcome="told to wait"),
    _did("call2", "support_call", "02-27 10:00", _CASE, channel="phone", outcome="solved"),
    _did("review", "review", "03-01 10:00", _MIXER, channel="web", stars=1),
    _did("wish", "wishlist", "04-01 10:00", _LAMP, channel="web", device="mobile"),
    _did("lamp", "cart", "04-01 10:05", _LAMP, channel="web", device="mobile"),
]


def _journey(events: list[Event], now: str = "2026-05-01T00:00:00.000000Z") -> Journey:
    return journey(events, touchpoints(), order_states(), now)


def test_steps_say_where_and_how_long_after() -> None:
    shown = [
        (step.event.key, step.stage, step.touchpoint and step.touchpoint.name, step.hours, step.sentiment)
        for step in _journey(list(reversed(_EVENTS))).steps
    ]
    assert shown == [
        ("seen", "before", "showroom", None, None),
        ("cart", "during", "cart", 34.0, None),
        ("search", "before", "search", 22.83, None),
        ("order", "during", "web_order", 0.17, None),
        ("call1", "after", "call", 399.0, -0.5),
        ("call2", "after", "call", 168.0, 0.3),
        ("review", "after", "review", 48.0, -1.0),
        ("wish", "before", "wishlist", 744.0, None),
        ("lamp", "during", "cart", 0.08, None),
    ]


def test_stages_are_runs_of_steps() -> None:
    assert [(visit.stage, visit.steps) for visit in _journey(_EVENTS).stages] == [
        ("before", 1), ("during", 1), ("before", 1), ("during", 1), ("after", 3), ("before", 1), ("during", 1),
    ]  # fmt: skip


def test_intent_is_followed_over_channels_and_devices() -> None:
    mixer, lamp = _journey(_EVENTS).intents
    assert [step.event.key for step in mixer.steps] == ["seen", "cart", "order"]
    assert (mixer.products, mixer.bought, lamp.bought) == ({"shop:mixer": "Mixer"}, True, False)
    assert [(c.key, c.before, c.after) for c in mixer.crossings] == [
        ("cart", ("showroom", None), ("web", "mobile")),
        ("order", ("web", "mobile"), ("web", "desktop")),
    ]
    assert mixer.sentence == (
        "Mixer: showroom (showroom), then cart (web on mobile), then web order (web on desktop); "
        "bought after 2 days, with 2 changes of channel or device."
    )
    assert lamp.crossings == ()


def test_search_in_the_same_sitting_belongs_to_the_intent() -> None:
    near = _did("search", "search", "02-02 20:20", channel="web", device="mobile")
    mixer = _journey([*_EVENTS[:2], near, _EVENTS[3]]).intents[0]
    assert [step.event.key for step in mixer.steps] == ["seen", "cart", "search", "order"]


def test_intent_is_forgotten_after_thirty_days() -> None:
    late = _bought("late", "03-10 10:00", _MIXER)
    assert _journey([_EVENTS[0], _EVENTS[1], late]).intents[0].bought is False
    assert _journey([_EVENTS[0], late]).intents == ()


def test_pain_points_name_their_events() -> None:
    assert [(pain.kind, pain.evidence) for pain in _journey(_EVENTS).pain_points] == [
        (PainKind.BAD_EXPERIENCE, ("call1",)),
        (PainKind.REPEAT_CONTACT, ("call1", "call2")),
        (PainKind.BAD_EXPERIENCE, ("review",)),
        (PainKind.LEFT_CART, ("wish", "lamp")),
    ]


def test_cart_of_today_is_not_left_yet() -> None:
    pains = _journey(_EVENTS[7:], now="2026-04-01T12:00:00.000000Z").pain_points
    assert pains == ()


def test_cart_that_was_emptied_is_not_left() -> None:
    emptied = _did("empty", "cart", "04-02 10:00", _LAMP, channel="web", status="emptied")
    assert _journey([*_EVENTS[7:], emptied]).pain_points == ()


def test_looking_again_does_not_make_a_left_cart_younger() -> None:
    look = _did("look", "page_view", "04-20 10:00", _LAMP, channel="web")
    (pain,) = _journey([*_EVENTS[7:], look], now="2026-04-20T12:00:00.000000Z").pain_points
    assert (pain.kind, pain.evidence) == (PainKind.LEFT_CART, ("wish", "lamp", "look"))


def test_journey_is_told_in_a_few_words() -> None:
    assert _journey(_EVENTS).sentence == (
        "9 steps in 59 days, 3 before, 3 during and 3 after a purchase. "
        "1 of 2 intents led to a purchase, 1 of them across channels or devices. "
        "4 pain points, the latest: put into the cart and not bought."
    )
    assert _journey([]).sentence == "No steps."
