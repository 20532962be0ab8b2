"""The drawing of a journey has a mark for each step, in its place."""

from typing import Any

from profile_service.api.console.journey_chart import journey_chart


def _step(
    day: int, channel: str | None, sentiment: float | None = None, stage: str | None = "before"
) -> dict[str, Any]:
    event = {"kind": "review", "channel": channel, "occurredAt": f"2026-11-{day:02}T09:00:00Z"}
    return {"event": event, "stage": stage, "sentiment": sentiment}


def test_each_step_has_a_mark_in_the_lane_of_its_channel() -> None:
    drawing = journey_chart([_step(1, "web"), _step(3, "phone", -0.8, "after"), _step(5, "web", 0.9, "during")])

    assert [lane.text for lane in drawing.lanes] == ["Web", "Phone"], "the lane of the latest step comes first"
    assert [(mark.number, mark.stage, mark.feeling) for mark in drawing.marks] == [
        (1, "before", "none"), (2, "after", "bad"), (3, "during", "good"),
    ]  # fmt: skip
    first, second, third = drawing.marks
    assert first.y == third.y == drawing.lanes[0].y
    assert second.y == drawing.lanes[1].y
    assert second.x - first.x == third.x - second.x, "two days each"
    assert second.says == "2. Review, 3 Nov 2026"


def test_marks_of_one_moment_stand_beside_each_other() -> None:
    drawing = journey_chart([_step(1, "web")] * 3 + [_step(9, None)])
    assert len({mark.x for mark in drawing.marks[:3]}) == 3
    assert [lane.text for lane in drawing.lanes] == ["Elsewhere", "Web"]


def test_many_steps_stay_inside_the_drawing() -> None:
    drawing = journey_chart([_step(1 + n % 28, "web") for n in sorted(range(100), key=lambda n: n % 28)])
    assert all(0 < mark.x < drawing.width and 0 < mark.y < drawing.height for mark in drawing.marks)
