"""What is open, and where it can go on."""

from dataclasses import replace

import pytest

from profile_service.domain.context.conversations import Conversation
from profile_service.domain.context.event_details import open_until
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.threads.thread import Thread, ThreadKind
from profile_service.domain.sources.events import Event, Json, Subject
from profile_service.domain.values.times import LATEST
from tests.rig.open_matters import CASE, COUPON, IN_STORE, MUG, TEA, Checkout, at, bought, did, history


def _open(now: str, *events: Event, channel: str | None = None) -> list[Thread]:
    return Insights(history(now, *events, channel=channel)).threads


def _kinds(now: str, *events: Event) -> list[tuple[ThreadKind, str]]:
    return [(thread.kind, thread.key) for thread in _open(now, *events)]


def test_ticket_is_open_until_it_is_solved() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, status="open")
    call = did("c", "support_call", "2026-03-04", CASE, channel="phone", outcome="solved")
    assert _kinds("2026-03-03", ticket, call) == [(ThreadKind.TICKET, "t")]
    assert _kinds("2026-03-05", ticket, call) == []


def test_closed_ticket_was_open_before_it_was_closed() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, status="closed", updated_at="2026-03-10T12:00:00Z")
    assert _kinds("2026-03-09", ticket) == [(ThreadKind.TICKET, "t")]
    assert _kinds("2026-03-11", ticket) == []


def test_call_about_a_closed_case_opens_it_again() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, status="closed", updated_at="2026-03-02T12:00:00Z")
    call = did("c", "support_call", "2026-03-05", CASE, channel="phone", outcome="promised to call back")
    (thread,) = _open("2026-03-06", ticket, call)
    assert (thread.channel, thread.opened_at, thread.last_at) == ("web", at("2026-03-01"), at("2026-03-05"))
    assert thread.can_go_on == ("phone", "chat", "email", "store")
    assert thread.reason == "the latest word on it is: promised to call back"
    assert thread.evidence == ("t", "c")


def test_call_without_a_case_belongs_by_topic_and_product() -> None:
    first = did("c1", "support_call", "2026-03-01", MUG, channel="phone", topic="broken", outcome="told to wait")
    late = did("c2", "support_call", "2026-05-20", MUG, channel="phone", topic="Broken", outcome="solved")
    other = did("c3", "support_call", "2026-05-20", TEA, channel="phone", topic="broken", outcome="passed on")
    assert _kinds("2026-05-21", first, late) == []
    assert _kinds("2026-05-21", first, other) == [(ThreadKind.TICKET, "c3"), (ThreadKind.TICKET, "c1")]


def test_contact_that_says_nothing_of_its_end_is_not_called_open() -> None:
    assert _kinds("2026-03-02", did("c", "support_call", "2026-03-01", MUG, topic="broken")) == []


def test_unanswered_message_is_a_message() -> None:
    assert _kinds("2026-03-02", did("m", "email", "2026-03-01", channel="email", status="unanswered")) == [
        (ThreadKind.MESSAGE, "m")
    ]


def test_cart_is_left_after_an_hour_and_forgotten_after_a_month() -> None:
    cart = did("k", "cart", "2026-03-01 10:00", MUG)
    assert _kinds("2026-03-01 10:30", cart) == []
    assert _kinds("2026-03-01 11:30", cart) == [(ThreadKind.CART, "k")]
    assert _kinds("2026-04-01", cart) == []


def test_order_of_its_goods_closes_a_cart() -> None:
    cart = did("k", "cart", "2026-03-01", MUG)
    assert _kinds("2026-03-03", cart, bought("o", "2026-03-02", MUG)) == []
    assert _kinds("2026-03-03", cart, bought("o", "2026-03-02", TEA)) == [(ThreadKind.CART, "k")]


def test_form_is_open_until_it_is_sent() -> None:
    begun = did("f1", "form", "2026-03-01", form="loan", status="started")
    sent = did("f2", "form", "2026-03-02", form="loan", status="submitted")
    assert [(t.topic, t.can_go_on) for t in _open("2026-03-03", begun)] == [("loan", ("web", "app", "phone"))]
    assert _kinds("2026-03-03", begun, sent) == []


def test_order_that_is_not_sent_is_open_and_late_after_a_week() -> None:
    order = bought("o", "2026-03-01", MUG, number="#7", status="paid", fulfillment_status="unfulfilled")
    assert [t.reason for t in _open("2026-03-05", order)] == ["not sent yet"]
    assert [t.reason for t in _open("2026-03-12", order)] == ["late: not sent yet; 11 days after the order"]
    sent = bought("o", "2026-03-01", MUG, number="#7", status="paid", fulfillment_status="fulfilled")
    assert _kinds("2026-03-12", sent) == []


def test_return_is_open_until_the_money_is_back() -> None:
    asked = bought("r", "2026-03-01", MUG, kind="return", status="requested")
    done = bought("r", "2026-03-01", MUG, kind="return", status="refunded")
    assert _kinds("2026-03-02", asked) == [(ThreadKind.RETURN, "r")]
    assert _kinds("2026-03-02", done) == []


def test_scanned_coupon_is_open_until_it_is_redeemed_or_over() -> None:
    scan = did("s", "coupon_scan", "2026-03-01", COUPON, channel="app", expires_at="2026-03-20")
    used = did("u", "coupon_redemption", "2026-03-05", COUPON, channel="store")
    assert _kinds("2026-03-06", scan) == [(ThreadKind.COUPON, "s")]
    assert _kinds("2026-03-21", scan) == []
    assert _kinds("2026-03-06", scan, used) == []


def test_wish_that_became_cheaper_is_told() -> None:
    wish = did("w", "wishlist", "2026-03-01", MUG, price="24.00")
    cheaper = did("p", "price", "2026-03-08", MUG, price=19.5)
    (thread,) = _open("2026-03-09", wish, cheaper)
    assert (thread.kind, thread.reason) == (ThreadKind.WISH, "cost 24.00 when wished for, 19.50 now")
    assert _kinds("2026-03-09", wish) == []
    assert _kinds("2026-03-10", wish, cheaper, bought("o", "2026-03-09", MUG)) == []


def test_what_can_go_on_here_comes_first() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, status="open")
    cart = did("k", "cart", "2026-03-05", MUG)
    assert [t.key for t in _open("2026-03-06", ticket, cart)] == ["k", "t"]
    assert [t.key for t in _open("2026-03-06", ticket, cart, channel="phone")] == ["t", "k"]


def test_order_is_called_by_its_number_and_goes_on_where_it_was_placed() -> None:
    numbered = bought("o", "2026-03-01", MUG, number="#7", status="pending", checkout=Checkout(channel="app"))
    nameless = bought("p", "2026-03-02", TEA, status="pending", checkout=Checkout(channel="fax"))
    found = {thread.key: thread for thread in _open("2026-03-05", numbered, nameless)}
    assert (found["o"].topic, found["o"].channel, found["o"].can_go_on[:2]) == ("order #7", "app", ("app", "web"))
    assert (found["p"].topic, found["p"].channel, found["p"].can_go_on[0]) == ("order", "fax", "web")
    assert (found["o"].opened_at, found["o"].last_at) == (at("2026-03-01"), at("2026-03-01"))
    assert (found["o"].products, found["o"].evidence) == ({"shop:mug": "Mug"}, ("o",))


def test_return_is_called_by_its_number() -> None:
    numbered = bought("r", "2026-03-01", MUG, kind="return", number="R7", status="In_Progress", checkout=IN_STORE)
    nameless = bought("q", "2026-03-02", TEA, kind="return", status="open")
    found = {thread.key: thread for thread in _open("2026-03-05", numbered, nameless)}
    assert found["r"] == Thread(
        kind=ThreadKind.RETURN,
        key="r",
        topic="return R7",
        channel="store",
        opened_at=at("2026-03-01"),
        last_at=at("2026-03-01"),
        can_go_on=("store", "web", "phone"),
        products={"shop:mug": "Mug"},
        reason="the return is in progress",
        evidence=("r",),
    )
    assert (found["q"].topic, found["q"].reason) == ("return", "the return is open")


def test_form_of_its_own_name_is_a_thread_of_its_own() -> None:
    begun = [
        did("f1", "form", "2026-03-01", form="loan", status="started"),
        did("f2", "form", "2026-03-02", form="loan", status="abandoned", channel="app"),
        did("f3", "form", "2026-03-03", name="kitchen", status="started"),
        did("f4", "form", "2026-03-04", topic="garden", status="started"),
        did("f5", "form", "2026-03-05", status="started"),
    ]
    found = {thread.topic: thread for thread in _open("2026-03-06", *begun)}
    assert list(found) == ["form", "garden", "kitchen", "loan"]
    loan = found["loan"]
    assert (loan.key, loan.channel, loan.opened_at, loan.last_at, loan.can_go_on, loan.evidence) == (
        "f1", "web", at("2026-03-01"), at("2026-03-02"), ("app", "web", "phone"), ("f1", "f2"),
    )  # fmt: skip
    sent = did("f0", "form", "2026-02-01", form="loan", status="submitted")
    assert _open("2026-03-06", sent, *begun[:1])[0].evidence == ("f1",), "an earlier one that was sent is another"


def test_coupon_of_the_day_of_its_redemption_is_used() -> None:
    scan = did("s", "coupon_scan", "2026-03-01 18:00", COUPON)
    used = did("u", "coupon_redemption", "2026-03-01 00:00", COUPON)
    assert _kinds("2026-03-06", scan, used) == [], "of a redemption only the day may be known"
    again = did("s2", "coupon", "2026-03-02", COUPON)
    assert _kinds("2026-03-06", scan, used, again) == [(ThreadKind.COUPON, "s2")]
    twice = did("s3", "coupon", "2026-03-03", COUPON)
    assert _kinds("2026-03-06", again, twice) == [(ThreadKind.COUPON, "s3")], "told once"


def test_wish_is_compared_with_the_latest_price() -> None:
    wish = did("w", "wishlist", "2026-03-01", MUG, TEA, price="24.00")
    down, up = did("p1", "price", "2026-03-02", MUG, price=19), did("p2", "cart", "2026-03-03", MUG, price=25)
    assert [t.kind for t in _open("2026-03-04", wish, down)] == [ThreadKind.WISH]
    assert [t.kind for t in _open("2026-03-05", wish, down, up)] == [ThreadKind.CART]
    same = did("p3", "price", "2026-03-04", MUG, price=24)
    assert _open("2026-03-05", wish, same) == []
    assert _open("2026-03-05", did("w", "wishlist", "2026-03-01", MUG), down) == [], "nobody knows what it cost"
    free = did("p4", "price", "2026-03-04", TEA, price=0)
    (thread,) = _open("2026-03-05", wish, same, free)
    assert (thread.products, thread.reason) == ({"shop:tea": "Tea"}, "cost 24.00 when wished for, 0.00 now")


def test_cart_without_goods_is_closed_by_any_order() -> None:
    cart = did("k", "cart", "2026-03-02")
    assert _kinds("2026-03-04", cart, bought("o", "2026-03-01", TEA)) == [(ThreadKind.CART, "k")]
    assert _kinds("2026-03-04", cart, bought("o", "2026-03-02", TEA)) == []
    assert _kinds("2026-03-04", cart, bought("o", "2026-03-03", TEA)) == []


def test_nothing_is_left_in_a_cart_of_a_time_before_the_orders_that_are_known() -> None:
    cart = did("k", "cart", "2026-03-02", MUG)
    assert Insights(history("2026-03-05", cart, orders_from=at("2026-03-02 09:01"))).threads == []
    assert len(Insights(history("2026-03-05", cart, orders_from=at("2026-03-02 09:00"))).threads) == 1


def test_thread_says_why_it_is_open() -> None:
    events = [
        did("k", "cart", "2026-03-19", MUG),
        did("f", "form", "2026-03-18", form="loan", status="started"),
        did("s", "coupon_scan", "2026-03-17", COUPON, Subject("Coupon", "shop:c9")),
        did("t", "support_ticket", "2026-03-16", CASE, MUG, status="open"),
        bought("o", "2026-03-15", TEA, status="pending"),
        did("p", "price", "2026-03-14 12:00", TEA, price=8),
        did("w", "wishlist", "2026-03-14", TEA, price=9),
    ]
    found = _open("2026-03-20", *events)
    assert [(t.kind.value, t.topic, t.reason, dict(t.products), t.evidence) for t in found] == [
        ("cart", "cart left without an order", "no order came after the cart", {"shop:mug": "Mug"}, ("k",)),
        ("form", "loan", "the form was begun and not sent", {}, ("f",)),
        ("coupon", "10 off", "taken and not redeemed", {}, ("s",)),
        ("coupon", "coupon", "taken and not redeemed", {}, ("s",)),
        ("ticket", "Mug broken", "the latest word on it is: open", {"shop:mug": "Mug"}, ("t",)),
        ("order", "order", "not paid yet", {"shop:tea": "Tea"}, ("o",)),
    ]
    wished = _open("2026-03-20", *events[-2:])
    assert [(t.kind.value, t.topic, dict(t.products), t.evidence) for t in wished] == [
        ("wish", "Tea", {"shop:tea": "Tea"}, ("w", "p")),
    ]


def test_one_coupon_that_was_used_leaves_the_others_open() -> None:
    other = Subject("Coupon", "shop:c9", "5 off")
    scan = did("s", "coupon_scan", "2026-03-01", COUPON, other)
    used = did("u", "coupon_redemption", "2026-03-02", COUPON)
    assert [thread.topic for thread in _open("2026-03-06", scan, used)] == ["5 off"]


def test_price_of_a_later_wish_counts_as_well() -> None:
    dear, cheap = (did(key, "wishlist", day, MUG, TEA, price=price) for key, day, price in (
        ("w1", "2026-03-01", 24), ("w2", "2026-03-02", 19),
    ))  # fmt: skip
    assert _open("2026-03-05", dear, cheap) == [], "the wish that counts is the latest, at the latest price"
    unpriced = did("c", "cart", "2026-02-02", MUG)
    assert (
        _open("2026-03-05", did("w", "wishlist", "2026-03-01", TEA, price=9), unpriced, bought("o", "2026-02-03", MUG))
        == []
    )


def test_order_of_the_same_moment_closes_a_cart() -> None:
    cart = did("k", "cart", "2026-03-02", MUG)
    assert _kinds("2026-03-04", cart, bought("o", "2026-03-02", MUG)) == []
    later = bought("o2", "2026-03-03", TEA), bought("o1", "2026-03-01", MUG)
    assert _kinds("2026-03-04", cart, *later) == [(ThreadKind.CART, "k")]


def test_wish_that_was_bought_before_it_was_wished_for_is_a_wish() -> None:
    wish, cheaper = did("w", "wishlist", "2026-03-02", MUG, price=9), did("p", "price", "2026-03-03", MUG, price=8)
    assert _kinds("2026-03-04", wish, cheaper, bought("o", "2026-03-01", MUG)) == [(ThreadKind.WISH, "w")]


def test_talk_about_different_goods_is_not_one_conversation() -> None:
    def conversations(*about: Subject | None) -> list[str]:
        calls = [
            did(
                f"c{n}",
                "support_call",
                f"2026-03-0{n}",
                *([each] if each else []),
                topic="broken",
                outcome="told to wait",
            )
            for n, each in enumerate(about, start=1)
        ]
        return [" ".join(_keys(talk)) for talk in history("2026-03-20", *calls).conversations]

    assert conversations(MUG, MUG) == ["c1 c2"]
    assert conversations(MUG, TEA) == ["c2", "c1"]
    assert conversations(MUG, None) == ["c1 c2"], "it may be about that one"
    assert conversations(None, MUG) == ["c1 c2"]
    assert conversations(MUG, TEA, None) == ["c1 c2 c3"], "it may be about either"


def test_case_holds_a_conversation_together_for_ever() -> None:
    other = Subject("Case", "desk:8", "Late: Tea")
    first, again = did("t", "support_ticket", "2025-01-01", CASE), did("c", "support_call", "2026-03-01", CASE)
    talks = history("2026-03-20", first, again, did("x", "support_call", "2026-03-02", other)).conversations
    assert [(talk.topic, _keys(talk)) for talk in talks] == [("Late: Tea", ["x"]), ("Mug broken", ["t", "c"])]
    assert (talks[1].is_open, talks[1].latest_word) == (None, "")


def test_talk_without_a_topic_stands_alone() -> None:
    calls = [did(f"c{n}", "support_call", f"2026-03-0{n}", MUG, channel=None) for n in (1, 2)]
    talks = history("2026-03-20", *calls).conversations
    assert [(talk.topic, _keys(talk)) for talk in talks] == [("", ["c2"]), ("", ["c1"])]


def _keys(conversation: Conversation) -> list[str]:
    return [event.key for event in conversation.contacts]


def test_outcome_of_a_contact_counts_before_a_later_status() -> None:
    call = did("c", "support_call", "2026-03-01", CASE, outcome="solved", status="closed", updated_at="2026-03-09")
    assert _kinds("2026-03-05", call) == [], "it was solved on the phone"
    ticket = did("t", "support_ticket", "2026-03-01", CASE, status="closed", updated_at="2026-02-01")
    assert _kinds("2026-03-05", ticket) == [], "no status holds before there was a contact"
    closed = did("t", "support_ticket", "2026-03-01", CASE, status="closed")
    assert _kinds("2026-03-05", closed) == []


def _ticket(key: str, day: str, subject: str = "", number: int | None = None, **details: Json) -> Event:
    about = (Subject("Case", f"desk:{number or key}", subject),)
    return did(key, "support_ticket", day, *about, channel="web", device=None, **details)


@pytest.mark.parametrize("status", ["open", "new", "Pending", "hold", "on hold", "On-Hold", "on_hold"])
@pytest.mark.parametrize(
    "subjects", [("Smells of smoke", "Where is the manual?"), ("Order question", "Order question")]
)
def test_no_solved_ticket_hides_an_open_one(status: str, subjects: tuple[str, str]) -> None:
    begun = _ticket("1", "2026-03-01", subjects[0], status=status, tags=["lamp", "web_widget"])
    done = _ticket("2", "2026-03-05", subjects[1], status="solved", tags=["lamp", "web_widget"])
    assert _kinds("2026-03-20", begun, done) == [(ThreadKind.TICKET, "1")]
    assert _kinds("2026-03-20", replace(begun, about=()), replace(done, about=())) == [(ThreadKind.TICKET, "1")]


def test_every_open_case_is_a_thread_of_its_own() -> None:
    tickets = [_ticket(str(n), f"2026-03-0{n}", "Parcel lost", status="open") for n in (1, 2, 3)]
    assert [thread.key for thread in _open("2026-03-20", *tickets)] == ["3", "2", "1"]


def test_call_that_names_two_cases_is_in_both() -> None:
    one, two = Subject("Case", "desk:1", "Leaks"), Subject("Case", "desk:2", "Too loud")
    tickets = did("t1", "support_ticket", "2026-03-01", one), did("t2", "support_ticket", "2026-03-02", two)
    call = did("c", "support_call", "2026-03-03", one, two, channel="phone", outcome="told to wait")
    assert [(t.topic, t.evidence) for t in _open("2026-03-04", *tickets, call)] == [
        ("Too loud", ("t2", "c")),
        ("Leaks", ("t1", "c")),
    ]
    solved = did("s", "support_call", "2026-03-04", two, channel="phone", outcome="solved")
    assert [t.topic for t in _open("2026-03-05", *tickets, call, solved)] == ["Leaks"]


@pytest.mark.parametrize("name", ["case", "ticket", "case_id", "ticket_id", "case_number", "ticket_number"])
def test_call_names_its_case_by_number(name: str) -> None:
    ticket = _ticket("t", "2026-03-01", "Leaks", 42)
    written: list[Json] = [42, "42", "#42", "0042", "desk:42"]
    for number in written:
        call = did(
            "c", "support_call", "2026-06-01", channel="phone", device=None, outcome="passed on", **{name: number}
        )
        assert [t.evidence for t in _open("2026-06-02", ticket, call)] == [("t", "c")], number
    stranger = did("c", "support_call", "2026-06-01", channel="phone", outcome="passed on", **{name: "43"})
    assert [t.evidence for t in _open("2026-06-02", ticket, stranger)] == [("c",)]


def test_number_that_two_desks_have_names_neither_case() -> None:
    ours = did("t", "support_ticket", "2026-03-01", Subject("Case", "desk:42", "Leaks"))
    theirs = did("u", "support_ticket", "2026-03-02", Subject("Case", "crm:42", "Too loud"))
    call = did("c", "support_call", "2026-03-03", channel="phone", outcome="passed on", case="42")
    assert [t.evidence for t in _open("2026-03-04", ours, theirs, call)] == [("c",)]


def test_source_that_says_whether_a_case_is_closed_is_believed() -> None:
    stuck = _ticket("t", "2026-03-01", "Leaks", status="Waiting for parts", is_closed="false")
    assert [t.reason for t in _open("2026-03-04", stuck)] == ["the latest word on it is: waiting for parts"]
    assert _open("2026-03-04", _ticket("t", "2026-03-01", "Leaks", status="New", is_closed="true")) == []


@pytest.mark.parametrize("status", ["new", "open", "pending", "On-Hold", "hold"])
def test_ticket_that_its_source_calls_open_is_never_forgotten(status: str) -> None:
    old = _ticket("t", "2021-01-01", "Leaks", status=status)
    solved = _ticket("u", "2021-01-01", "Rattles", status="solved", updated_at="2026-03-05")
    assert [t.key for t in _open("2026-03-04", old)] == ["t"]
    assert [t.key for t in _open("2026-03-04", solved)] == ["u"], "it was open until the day after"
    assert _open("2026-03-06", solved) == []


def test_old_call_about_a_solved_ticket_is_forgotten() -> None:
    solved = _ticket("t", "2021-01-01", "Leaks", status="solved")
    call = did("c", "support_call", "2021-02-01", channel="phone", outcome="promised to call back", case="t")
    assert _open("2026-03-04", solved, call) == []


@pytest.mark.parametrize(
    ("details", "until"),
    [
        ({}, None),
        ({"status": "beamed up"}, None),
        ({"status": "solved"}, None),
        ({"outcome": "solved"}, None),
        ({"status": "open"}, LATEST),
        ({"status": "pending", "updated_at": "2026-04-01"}, LATEST),
        ({"status": "pending", "updated_at": "2026-04-01", "outcome": "solved"}, LATEST),
        ({"status": "solved", "updated_at": "2026-04-01"}, "2026-04-01T00:00:00.000000Z"),
        ({"status": "solved", "updated_at": "2026-04-01", "outcome": "solved"}, None),
        ({"status": "solved", "updated_at": "2026-04-01", "outcome": "told to wait"}, "2026-04-01T00:00:00.000000Z"),
        ({"outcome": "told to wait"}, "2027-03-01T09:00:00.000000Z"),
    ],
)
def test_how_long_a_contact_leaves_something_open(details: dict[str, Json], until: str | None) -> None:
    assert open_until(replace(did("c", "support_ticket", "2026-03-01"), details=details)) == until


def test_note_opens_no_matter_and_leaves_one_as_it_is() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, topic="Mug broken", status="open")
    alone = did("n0", "note", "2026-03-02", topic="Mug broken", outcome="promised to call back")
    assert _kinds("2026-03-05", alone) == []
    note = did("n1", "note", "2026-03-04", CASE, outcome="solved", agent="ada")
    (thread,) = _open("2026-03-05", ticket, alone, note)
    assert (thread.key, thread.evidence, thread.last_at) == ("t", ("t", "n1"), at("2026-03-04"))
    assert thread.reason == "the latest word on it is: open"


def test_note_is_about_the_thread_that_it_names() -> None:
    first = did("c1", "support_call", "2026-03-01", MUG, topic="broken", outcome="told to wait")
    later = did("c2", "support_call", "2026-03-04", MUG, topic="broken", outcome="passed on")
    note = did("n", "note", "2026-03-02", thread="c1", text="Asked the warehouse.")
    (thread,) = _open("2026-03-05", first, note, later)
    assert (thread.evidence, thread.last_at) == (("c1", "n", "c2"), at("2026-03-04"))
    cart = did("a", "cart_abandoned", "2026-03-01", TEA)
    about_the_cart = did("n", "note", "2026-03-04", thread="a", text="Rang, will buy on Friday.")
    (thread,) = _open("2026-03-05", cart, about_the_cart)
    assert (thread.kind, thread.evidence, thread.last_at) == (ThreadKind.CART, ("a", "n"), at("2026-03-04"))
    sent_back = bought("r", "2026-03-01", MUG, kind="return", status="requested")
    (thread,) = _open("2026-03-05", sent_back, did("n", "note", "2026-03-04", thread="r", text="Rang the carrier."))
    assert (thread.kind, thread.evidence) == (ThreadKind.RETURN, ("r", "n"))
