"""What holds of the context of every customer, whatever they did."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.context.history import FAMILIES, EventClass, History, class_filter
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.threads.thread import ThreadKind
from profile_service.domain.profile.tallies import add_up
from profile_service.domain.profile.views import View
from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.times import days_between
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from tests.rig.open_matters import counted_line

_NOW = "2026-07-01T12:00:00.000000Z"
_PRODUCTS = [Subject("Product", f"shop:p{n}", f"Thing {n}") for n in range(4)]
_CASES = [Subject("Case", f"desk:{n}", f"Broken {n}: Thing") for n in range(3)]
_DECLARED = touchpoints().kinds
_READ = frozenset[Family]().union(*FAMILIES.values())
_KINDS = sorted({*_DECLARED.of(_READ), "page_view", "showroom_visit", "campaign"})
_WORDS = st.sampled_from(["solved", "closed", "open", "told to wait", "unanswered", "failed", "removed", "delivered"])
_OPTIONAL_DETAILS: dict[str, st.SearchStrategy[Json]] = {
    "status": _WORDS,
    "outcome": _WORDS,
    "topic": st.sampled_from(["broken", "late"]),
    "stars": st.integers(1, 5),
    "nps": st.integers(0, 10),
    "price": st.sampled_from(["10.00", "8.50", "?"]),
    "text": st.sampled_from(["Awful, it broke.", "Lovely!", "Das ist schlecht."]),
    "order": st.sampled_from(["#1", "2"]),
}
_details: st.SearchStrategy[dict[str, Json]] = st.fixed_dictionaries({}, optional=_OPTIONAL_DETAILS)
_moments = st.builds(
    "2026-{:02d}-{:02d}T{:02d}:00:00.000000Z".format, st.integers(4, 6), st.integers(1, 28), st.integers(0, 23)
)
_about = st.lists(st.sampled_from([*_PRODUCTS, *_CASES]), max_size=2, unique=True).map(tuple)


@st.composite
def _event(draw: st.DrawFn, kinds: list[str]) -> Event:
    interaction = Interaction(
        key="",
        record="shop:1",
        kind=draw(st.sampled_from(kinds)),
        occurred_at=draw(_moments),
        channel=draw(st.sampled_from(["web", "phone", "store", None])),
        about=draw(_about),
        details=draw(_details),
    )
    if interaction.kind not in {"order", "return"}:
        return interaction
    lines = draw(st.lists(st.sampled_from(_PRODUCTS), max_size=2, unique=True))
    return Transaction(
        **vars(interaction),
        number=draw(st.sampled_from([None, "#1", "#2"])),
        status=draw(st.sampled_from([None, "paid", "pending", "requested", "refunded"])),
        total_minor=draw(st.integers(-500, 5000)),
        lines=tuple(Line(product, 1.0, 500) for product in lines),
    )


def _named(events: list[Event]) -> list[Event]:
    return [replace(event, key=f"e{n}") for n, event in enumerate(events)]


def _histories(*kinds: str) -> st.SearchStrategy[list[Event]]:
    return st.lists(_event(list(kinds)), max_size=25).map(_named)


_SALES = ("order", "order", "return")
_views = st.one_of(st.none(), st.frozensets(st.sampled_from([*_KINDS, "order", "return"]), max_size=12)).map(
    lambda kinds: View("some", "some", "some", kinds=kinds)
)


def _seen(events: list[Event], view: View) -> History:
    """What the service reads of the events for a view."""
    ordered = sorted(events, key=lambda event: (event.occurred_at, event.key), reverse=True)

    def of_class(name: EventClass) -> tuple[Event, ...]:
        families = class_filter(name, _NOW).families
        wanted = (event for event in ordered if families is None or _DECLARED.family(event.kind) in families)
        return tuple(event for event in wanted if view.shows_kind(event.kind))

    tallies = add_up(counted_line(event) for event in events if view.kinds is None or event.kind in view.kinds)
    return History(
        _NOW,
        _DECLARED,
        sales=tuple(event for event in of_class("sales") if isinstance(event, Transaction)),
        contacts=of_class("contacts"),
        voices=of_class("voices"),
        case_messages=of_class("case_messages"),
        matters=of_class("matters"),
        answers=of_class("answers"),
        latest=of_class("latest"),
        record_tallies=(tuple(tallies),),
        order_states=order_states(),
    )


def _evidence(answer: object) -> Iterator[str]:
    """The keys of all events that an answer names."""
    if isinstance(answer, list | tuple):
        for each in answer:
            yield from _evidence(each)
    elif is_dataclass(answer):
        for field in fields(answer):
            value = getattr(answer, field.name)
            if field.name == "evidence":
                yield from value
            else:
                yield from _evidence(value)


_PARTS = ("bought", "returned", "wished", "complained_about", "due", "recommended")


def _everything(insights: Insights) -> list[object]:
    return [
        insights.threads,
        insights.contacts,
        insights.repeats,
        insights.orders,
        insights.sentiment,
        insights.preferences,
        insights.value,
        insights.risks,
        insights.promoter,
        *(getattr(insights.products, name) for name in _PARTS),
        insights.next_step,
    ]


@given(_histories(*_KINDS, *_SALES * 5), _views)
def test_context_names_no_event_outside_the_view(events: list[Event], view: View) -> None:
    inside = {event.key for event in events if view.kinds is None or event.kind in view.kinds}
    insights = Insights(_seen(events, view))
    assert set(_evidence(_everything(insights))) <= inside
    assert {each.key for each in insights.threads} | {each.key for each in insights.contacts} <= inside


@given(_histories("support_call", "support_ticket", "email", "cart", "cart", *_SALES))
def test_no_thread_is_told_that_was_closed(events: list[Event]) -> None:
    by_key = {event.key: event for event in events}
    for thread in Insights(_seen(events, View("full", "all", "all"))).threads:
        rests = [by_key[key] for key in thread.evidence]
        if thread.kind in {ThreadKind.TICKET, ThreadKind.MESSAGE}:
            ends = [e for e in rests if e.details.get("outcome", e.details.get("status")) in {"solved", "closed"}]
            says = [e for e in rests if {e.details.get("outcome"), e.details.get("status")} & _OPEN]
            assert max(_at(e) for e in says) >= max((_at(e) for e in ends), default=("", ""))
        if thread.kind is ThreadKind.CART and thread.products:
            bought = [e for e in events if isinstance(e, Transaction) and e.kind == "order"]
            held = {line.product.key for e in bought if e.occurred_at >= thread.last_at for line in e.lines}
            assert not held & thread.products.keys()
        if thread.kind is ThreadKind.RETURN:
            assert isinstance(rests[0], Transaction)
            assert rests[0].status in {"pending", "requested"}


_OPEN = {"open", "told to wait", "unanswered"}


def _at(event: Event) -> tuple[str, str]:
    return event.occurred_at, ""


@given(_histories("wishlist", "review", *_SALES))
def test_nothing_is_recommended_that_was_just_returned_or_complained_about(events: list[Event]) -> None:
    history = _seen(events, View("full", "all", "all"))
    gone_wrong = {
        key
        for event in events
        if event.kind == "return" or (event.kind == "review" and event.details.get("stars", 5) == 1)
        if days_between(event.occurred_at, _NOW) <= 180 and "nps" not in event.details
        for key in [s.key for s in event.about] + [x.product.key for x in getattr(event, "lines", ())]
    }
    products = Insights(history).products
    assert not gone_wrong & {fact.key for fact in (*products.recommended, *products.due)}


_TICKET = st.tuples(
    st.sampled_from(["", "Order question", "RE: Order question", "Voicemail", "Smells"]),
    st.sampled_from(["open", "new", "pending", "hold", "solved", "closed"]),
    st.lists(st.sampled_from(["web_widget", "lamp", "a"]), max_size=2, unique=True),
    st.sampled_from([(), (_PRODUCTS[0],), (_PRODUCTS[1],)]),
    _moments,
    st.booleans(),
)


@given(st.lists(_TICKET, max_size=12))
def test_open_threads_are_the_tickets_that_their_source_calls_open(
    tickets: list[tuple[str, str, list[str], tuple[Subject, ...], str, bool]],
) -> None:
    events: list[Event] = []
    still_open = set()
    for number, (subject, status, tags, products, moment, has_case) in enumerate(tickets):
        details: dict[str, Json] = {"status": status, "tags": [*tags], "subject": subject}
        about = (Subject("Case", f"desk:{number}", subject), *products) if has_case else products
        events.append(
            Interaction(f"t{number}", "shop:1", "support_ticket", moment, "web", about=about, details=details)
        )
        if status not in {"solved", "closed"}:
            still_open.add(f"t{number}")
    insights = Insights(_seen(events, View("full", "all", "all")))
    assert {thread.key for thread in insights.threads} == still_open
    repeats = insights.repeats
    assert all(not repeat.solved for repeat in repeats if still_open & {*repeat.evidence})
    assert all(_subject(tickets, key) in {"order question", "smells"} for r in repeats for key in r.evidence)


def _subject(tickets: list[tuple[str, str, list[str], tuple[Subject, ...], str, bool]], key: str) -> str:
    return tickets[int(key[1:])][0].casefold().removeprefix("re: ")
