"""The log of a process on standard error: JSON lines for programs, plain ones for people at a terminal.

What is logged here holds no personal data, and what libraries log may: of theirs the text is left out, and of
exceptions of all only the class and the place.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType

import orjson

from profile_service.cli.console.line_queue import LineQueue
from profile_service.domain.telemetry.request_record import current_record
from profile_service.domain.telemetry.safe_words import safe_id
from profile_service.domain.values.times import utc_now

OURS = "profile_service"
_WELL_KNOWN = ("uvicorn",)
"""Libraries whose sentences quote nobody: they are about the start and the end of the server."""
_DEEPEST = 8


def configure_log(level: str, format: str, *, is_queued: bool = False) -> None:
    """Log from now on: our own lines from this level on, those of libraries from `warning` on. `format`: `json`,
    `text`, or `auto` for lines of text at a terminal and JSON elsewhere. `is_queued`: a thread writes the lines, so
    that nobody waits for who reads them; call it in the process that logs. Called again, it takes the place of what was
    configured before."""
    is_json = format == "json" or (format == "auto" and not sys.stderr.isatty())
    unconfigure_log()
    handler = _QueuedLines() if is_queued else _StandardError()
    handler.setFormatter(JsonLogLines() if is_json else TextLogLines())
    logging.getLogger().addHandler(handler)
    logging.getLogger(OURS).setLevel(level.upper())
    # What fails at the driver reaches its caller as an error, mostly to be tried again.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)


def unconfigure_log() -> None:
    """Log as a process does that never called `configure_log`."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _StandardError)]:
        root.removeHandler(handler)
        handler.close()
    for name in (OURS, "neo4j"):
        logging.getLogger(name).setLevel(logging.NOTSET)


class _StandardError(logging.Handler):
    """Writes to what standard error is at the moment, one line at once."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):  # nobody reads it any more, which stops nothing
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()


class _QueuedLines(_StandardError):
    """Leaves the lines to a thread that writes them."""

    def __init__(self) -> None:
        super().__init__()
        self._queue = LineQueue(self._omission)

    def emit(self, record: logging.LogRecord) -> None:
        self._queue.put(f"{self.format(record)}\n")

    def _omission(self, count: int) -> str:
        line = {"msg": "log lines left out, since nobody read them", "fields": {"lines": count}}
        return f"{self.format(logging.makeLogRecord({'name': OURS, 'levelname': 'WARNING', **line}))}\n"

    def close(self) -> None:
        self._queue.close()
        super().close()


class JsonLogLines(logging.Formatter):
    """One object a line: `time`, `level`, `logger`, `message`, and whatever fields the record brings."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": utc_now(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": safe_message(record),
            **safe_fields(record),
        }
        return orjson.dumps(line, default=lambda value: type(value).__name__).decode()


class TextLogLines(logging.Formatter):
    """`2026-11-22 16:58:35 info request door=graphql status=200 ms=1.9`"""

    def format(self, record: logging.LogRecord) -> str:
        fields = (f"{name}={value}" for name, value in safe_fields(record).items())
        at = utc_now()[:19].replace("T", " ")
        return " ".join((at, record.levelname.lower(), safe_message(record), *fields))


def safe_message(record: logging.LogRecord) -> str:
    """The message; of a library only its form, without what is put into it, and not that where it is put together
    before."""
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()
    if record.args:
        return str(record.msg)
    if record.name.startswith(_WELL_KNOWN) and isinstance(record.msg, str):
        return record.msg.strip()
    return f"a message at {record.module}:{record.lineno}, left out because it may quote data"


def safe_fields(record: logging.LogRecord) -> dict[str, object]:
    """The fields of a record, with the id of the request under way, and of its exception the class and the places."""
    fields: Mapping[str, object] = getattr(record, "fields", {})
    if request := current_record():
        fields = {"request": safe_id(request.id), **fields}
    if not record.exc_info or not record.exc_info[0]:
        return dict(fields)
    kind, _, trace = record.exc_info
    return {**fields, "error": kind.__name__, "at": _places(trace)}


def _places(trace: TracebackType | None) -> str:
    """The innermost place first."""
    places = traceback.extract_tb(trace)[-_DEEPEST:]
    return " < ".join(f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}" for place in reversed(places))
