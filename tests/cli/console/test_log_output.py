"""Lines of the log: their two forms, and what is left out of what libraries write."""

import json
import logging
import sys

import pytest

from profile_service.cli.console.log_output import configure_log
from profile_service.domain.telemetry.request_record import RequestRecord, recorded

_OURS, _THEIRS = logging.getLogger("profile_service.test"), logging.getLogger("asyncio")


def test_json_line_has_the_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info", "auto")
    _OURS.info("request", extra={"fields": {"door": "graphql", "ms": 1.5}})
    _OURS.debug("not this one")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert line.pop("time").endswith("Z")
    expected = {"level": "info", "logger": "profile_service.test", "message": "request", "door": "graphql", "ms": 1.5}
    assert line == expected


def test_line_of_text_has_the_fields_behind_the_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    configure_log("debug", "auto")
    _OURS.debug("request", extra={"fields": {"door": "graphql", "ms": 1.5}})
    line = capsys.readouterr().err
    assert line[19:] == " debug request door=graphql ms=1.5\n"


def test_error_has_its_class_and_place_and_no_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("uvicorn", "uvicorn.error"):  # a server in this process may have configured them
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
    configure_log("info", "json")
    try:
        raise ValueError("ann@shop.org")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["message"], line["error"]) == ("Exception in ASGI application", "ValueError")
    assert line["at"].startswith("test_log_output.py:")


def test_libraries_quote_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("debug", "json")
    _THEIRS.error("Task <Task exception=ValueError('ann@shop.org')>")
    _THEIRS.error("refused %s", "ann@shop.org")
    _THEIRS.info("ann@shop.org")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["message"].startswith("a message at test_log_output:")
    assert second["message"] == "refused %s"


def test_configured_again_it_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info", "json")
    configure_log("warning", "text")
    _OURS.info("no more")
    _OURS.warning("once")
    assert capsys.readouterr().err.count("\n") == 1


def test_line_within_a_request_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info", "json")
    with recorded(RequestRecord("9b2c6d0f4e1a8b7c", "login")):
        _OURS.warning("login refused")
    _OURS.warning("outside")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["request"], first["message"]) == ("9b2c6d0f4e1a8b7c", "login refused")
    assert "request" not in second
