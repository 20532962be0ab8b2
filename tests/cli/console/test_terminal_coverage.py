"""What the command about touchpoints prints."""

from collections import Counter

from profile_service.cli.console.terminal import coverage_lines
from profile_service.service.profile.coverage import Coverage


def test_events_without_a_touchpoint_are_listed_the_most_frequent_first() -> None:
    found = Coverage(
        Counter({("order", "web"): 1_200}),
        Counter({("seance", None): 2, ("seance", "web"): 5, ("rain", "web"): 2}),
    )
    assert list(coverage_lines(found)) == [
        "1,200 events happened at a declared touchpoint, 9 at none.",
        "    5 of kind seance in channel web",
        "    2 of kind rain in channel web",
        "    2 of kind seance in channel (none)",
    ]
