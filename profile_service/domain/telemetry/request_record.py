"""What is noted of a request while it is answered, for the log, the metrics and traces.

It holds counts, times and words of this project alone: no text of the caller, and nothing of a customer.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from profile_service.domain.telemetry.safe_words import safe_id


@dataclass(slots=True)
class RequestRecord:
    """`id`: the request id that the answer names; `door`: by which it came. `operation`: the fields that a GraphQL
    operation asks for first; `name`: that of the page's document, or the digest of the name that the caller gave it.
    `rows`: how many the store returned, in `statements`; `store_seconds`: how long they took, added up. `codes`: of the
    errors in the answer. `ended`: what is told when an operation that is no request of its own is over."""

    id: str
    door: str
    operation: str = ""
    name: str = ""
    role: str = ""
    status: int = 0
    cost: int | None = None
    rows: int = 0
    statements: int = 0
    store_seconds: float = 0.0
    trace: str = ""
    codes: set[str] = field(default_factory=set)
    began: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0
    ended: "Callable[[RequestRecord], None] | None" = None

    def end(self) -> None:
        """Keep how long it took, and tell whoever wants to know."""
        self.seconds = time.perf_counter() - self.began
        if self.ended:
            self.ended(self)

    def fields(self) -> dict[str, object]:
        """Name → value as the log has them; without what is not known."""
        fields: dict[str, object] = {
            "request": safe_id(self.id),
            "door": self.door,
            "operation": self.operation,
            "name": self.name,
            "role": self.role,
            "status": self.status,
            "ms": round(self.seconds * 1_000, 2),
            "cost": self.cost,
            "rows": self.rows,
            "code": ",".join(sorted(self.codes)),
            "statements": self.statements,
            "store_ms": round(self.store_seconds * 1_000, 2),
            "trace": self.trace,
        }
        return {name: value for name, value in fields.items() if value not in ("", None)}


_current: ContextVar[RequestRecord | None] = ContextVar("request", default=None)


def current_record() -> RequestRecord | None:
    """The record of the request that is being answered; None outside of one, as in commands."""
    return _current.get()


def begin_record(record: RequestRecord) -> None:
    """Make it the current one of this task, and of the tasks that it starts from now on."""
    _current.set(record)


@contextmanager
def recorded(record: RequestRecord) -> Iterator[None]:
    """Make it the current one within the block."""
    token = _current.set(record)
    try:
        yield
    finally:
        _current.reset(token)


def note_role(role: str) -> None:
    """Note the role of whoever asks."""
    if record := _current.get():
        record.role = role


def note_code(code: str) -> None:
    """Note the code of an error in the answer."""
    if record := _current.get():
        record.codes.add(code)


def note_statement(rows: int) -> None:
    """Note a statement that was sent to the store, and how many rows it returned."""
    if record := _current.get():
        record.statements += 1
        record.rows += rows


def note_store_seconds(seconds: float) -> None:
    """Note how long a call of the store took."""
    if record := _current.get():
        record.store_seconds += seconds
