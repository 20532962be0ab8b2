"""What the command about touchpoints prints."""

from collections import Counter

from profile_service.cli.profile.touchpoints import coverage_data, coverage_lines
from profile_service.service.profile.coverage import Coverage


def test_events_without_a_touchpoint_are_listed_the_most_frequent_first() -> None:
    counts = Coverage(
        Counter({("order", "web"): 1_200}),
        Counter({("seance", None): 2, ("seance", "web"): 5, ("rain", "web"): 2}),
    )
    assert list(coverage_lines(counts)) == [
        "1,200 events happened at a declared touchpoint, 9 at none.",
        "    5 of kind seance in channel web",
        "    2 of kind rain in channel web",
        "    2 of kind seance in channel (none)",
    ]
    (of_one,) = coverage_lines(Coverage(Counter({("order", "web"): 1}), Counter()))
    assert of_one == "1 event happened at a declared touchpoint, 0 at none."
    assert coverage_data(counts) == {
        "events": 1_209,
        "unmapped": [
            {"kind": "seance", "channel": "web", "count": 5},
            {"kind": "rain", "channel": "web", "count": 2},
            {"kind": "seance", "channel": None, "count": 2},
        ],
    }
