"""Who opened whom last is kept for each caller, and not for ever."""

from profile_service.api.console.recent_customers import RecentCustomers
from tests.rig.callers import caller


def test_latest_comes_first_and_each_customer_once() -> None:
    recent = RecentCustomers()
    for id in ("a", "b", "c", "a"):
        recent.opened(caller("agent"), id)
    assert recent.of(caller("agent")) == ["a", "c", "b"]


def test_callers_see_their_own_alone() -> None:
    recent = RecentCustomers()
    recent.opened(caller("agent", name="ada"), "a")
    assert recent.of(caller("agent", name="bob")) == []
    assert recent.of(caller("agent", name="ada", kind="user")) == [], "a key and a user of one name are two"


def test_what_is_kept_is_bounded() -> None:
    recent = RecentCustomers()
    for n in range(600):
        recent.opened(caller("agent", name=f"a{n}"), "a")
    for id in "abcdefghij":
        recent.opened(caller("agent", name="a599"), id)
    assert recent.of(caller("agent", name="a0")) == []
    assert recent.of(caller("agent", name="a599")) == list("jihgfe")
