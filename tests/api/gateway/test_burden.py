"""What lasts for a second stands, until it has been away for as long."""

from profile_service.api.gateway.burden import Burden


def test_it_stands_after_a_second_and_ends_after_one() -> None:
    load = Burden(0.0)
    for now in (0.2, 0.7):
        load.look(now, is_there=True)
        assert not load.lasts, "a burst"
    load.look(1.1, is_there=True)
    assert load.lasts
    for now, is_there in ((1.2, False), (1.9, True), (2.5, False), (2.8, False)):
        load.look(now, is_there=is_there)
        assert load.lasts, "a lull"
    load.look(3.0, is_there=False)
    assert not load.lasts


def test_a_burst_after_quiet_is_a_burst() -> None:
    busy = Burden(0.0)
    busy.look(100.0, is_there=False)
    busy.look(100.0, is_there=True)
    assert not busy.lasts
