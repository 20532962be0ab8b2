"""A command takes the options of its groups, in the place of the group, and is handed what the group makes of them."""

import inspect

import pytest

from profile_service.cli.console.options import with_options


def _place(channel: str, *, device: str = "phone") -> str:
    return f"{channel} on a {device}"


@with_options(place=_place)
def _visit(name: str, place: str, *, loud: bool = False) -> str:
    """A visit."""
    return f"{name}: {place}{'!' if loud else ''}"


def test_options_stand_in_the_place_of_their_group() -> None:
    assert list(inspect.signature(_visit).parameters) == ["name", "channel", "device", "loud"]
    assert (_visit.__name__, _visit.__doc__) == ("_visit", "A visit.")


def test_a_group_makes_one_value_of_its_options() -> None:
    assert _visit(name="Ann", channel="web", device="tablet", loud=True) == "Ann: web on a tablet!"


def test_groups_may_consist_of_groups() -> None:
    @with_options(visit=_visit)
    def visited(visit: str) -> str:
        return visit

    assert list(inspect.signature(visited).parameters) == ["name", "channel", "device", "loud"]
    assert visited(name="Bob", channel="app", device="phone", loud=False) == "Bob: app on a phone"


def test_an_option_of_no_group_is_refused() -> None:
    with pytest.raises(TypeError):
        _visit(name="Ann", channel="web", device="tablet", loud=True, shade="red")
