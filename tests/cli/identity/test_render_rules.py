"""The rules in force, as people and programs read them."""

from dataclasses import replace

from profile_service.cli.identity.render_rules import application_data, application_lines
from profile_service.store.resolution.rules import Application, ApplicationPhase

_AT = "2026-11-22T16:58:35.000000Z"


def _application(step: ApplicationPhase, walked: int) -> Application:
    finished = _AT if step is ApplicationPhase.DONE else None
    return Application("d1", "text", _AT, "ann", step, "shop:1", walked, finished)


def test_rules_in_force_are_told_with_their_progress() -> None:
    assert list(application_lines(_application(ApplicationPhase.RESOLVE, 1500), 1000)) == [
        "Rules d1, applied 2026-11-22 16:58:35 by ann.",
        "Not finished: 500 of 1,000 records are resolved by them.",
        "If no process is applying them, run `profile-service identity rules apply` to continue.",
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


def test_a_reason_is_shown_with_who_gave_it() -> None:
    applied = replace(_application(ApplicationPhase.DONE, 10), reason="a shared till.")

    assert next(application_lines(applied, 5)) == (
        "Rules d1, applied 2026-11-22 16:58:35 by ann, because: a shared till."
    )
    assert application_data(applied, 5)["reason"] == "a shared till."
