"""How commands end that are interrupted."""

import pytest
import typer

from profile_service.cli.console.execution import run


async def _interrupted() -> None:
    raise KeyboardInterrupt


def test_an_interrupted_command_says_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        run(_interrupted())

    assert ended.value.exit_code == 130
    assert capsys.readouterr().err == "Stopped. What was committed is kept; the same command goes on from there.\n"
