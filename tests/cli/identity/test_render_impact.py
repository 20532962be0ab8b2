"""What the commands for rules and for undoing say, as people read it."""

from profile_service.cli.identity.render_impact import application_data, application_lines, outlook_lines, undoing_lines
from profile_service.domain.resolution.impact import Example, Impact
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.store.resolution.rules import Application, ApplicationPhase

_AT = "2026-11-22T16:58:35.000000Z"


def _application(step: ApplicationPhase, walked: int) -> Application:
    finished = _AT if step is ApplicationPhase.DONE else None
    return Application("d1", "text", _AT, "ann", step, "shop:1", walked, finished)


def test_an_outlook_is_counts_and_cases() -> None:
    keys = tuple(f"shop:{n}" for n in range(6))
    cases = (
        Example("split", "p1", ("p2",), 2, 9, 6, keys),
        Example("merge", "p3", ("p4",), 0, 1, 1, ("shop:9",)),
        Example("removal", "p5", (), 0, 1200, 0, ()),
    )

    assert list(outlook_lines(Impact(1500, 900, 1, 1, 1, 7, cases))) == [
        "Of 1,500 records in 900 profiles:",
        "    1 profiles would merge into others",
        "    1 profiles would split",
        "    1 profiles would have no records any more",
        "    7 records would have another profile id",
        "The largest cases:",
        "    split  p1 loses 6 of 9 records to 2 new and p2: shop:0, shop:1, shop:2, shop:3, shop:4, …",
        "    merge  p3 takes in 1 profile with 1 record: shop:9",
        "    removal  p5: all of its 1,200 records go",
    ]


def test_nothing_to_change_is_said_plainly() -> None:
    assert list(outlook_lines(Impact(2, 1, 0, 0, 0, 0, ())))[-1] == "    0 records would have another profile id"


def test_undoing_is_told_by_fate() -> None:
    assert list(undoing_lines(RunUndo("r", "", 1, 2, 3, 4), would=True)) == [
        "Would delete 1 record that the run created and nothing hangs on.",
        "Would empty 2 records that the run created: events or decisions hang there.",
        "Would put 3 records back to what was said before the run.",
        "Would leave 4 records unchanged: what was said before the run is no longer known.",
        "Events stay, those of the run too.",
    ]
    done = undoing_lines(RunUndo("r", deleted=1), would=False)
    assert next(iter(done)) == "Deleted 1 record that the run created and nothing hangs on."


def test_rules_in_force_are_told_with_their_progress() -> None:
    assert list(application_lines(_application(ApplicationPhase.RESOLVE, 1500), 1000)) == [
        "Rules d1, applied 2026-11-22 16:58:35 by ann.",
        "Not finished: 500 of 1,000 records are resolved by them.",
        "If nobody is at it, say `profile-service identity rules apply` to go on.",
    ]
    assert list(application_lines(_application(ApplicationPhase.CANONICAL, 900), 1000))[1].startswith(
        "Not finished: 0 of 1,000 records"
    )
    assert list(application_lines(_application(ApplicationPhase.DONE, 2000), 1000))[1] == (
        "All records were resolved by them at 2026-11-22 16:58:35."
    )
    assert list(application_lines(None, 5)) == ["The rules of the package are in force; none were ever applied."]


def test_the_state_of_rules_is_data_too() -> None:
    assert application_data(None, 5)["state"] == "packaged"
    assert application_data(_application(ApplicationPhase.CANONICAL, 1), 5)["state"] == "applying"
    assert application_data(_application(ApplicationPhase.DONE, 10), 5)["finishedAt"] == _AT
