"""One tree of errors.

    ProfileError              code INTERNAL
    ├── NotFound              code NOT_FOUND
    ├── Erased                code ERASED
    ├── Conflict              code CONFLICT
    │   ├── Contradicted      code CONTRADICTED
    │   └── SharedIdentifier  code CONFLICT, with candidates
    ├── InvalidInput          code INVALID_INPUT
    │   ├── CursorAhead       code CURSOR_AHEAD
    │   └── TooLarge          code TOO_LARGE
    ├── Unauthenticated       code UNAUTHENTICATED
    │   └── TooManyTries      code TOO_MANY_TRIES
    ├── LoginUnavailable      code LOGIN_UNAVAILABLE, retryable
    ├── Forbidden             code FORBIDDEN
    │   ├── OutsideView       code OUTSIDE_VIEW
    │   └── Restricted        code RESTRICTED
    ├── Busy                  retryable, with retryAfter
    │   ├── AllowanceSpent    code RATE_LIMITED
    │   ├── Overloaded        code OVERLOADED
    │   └── DeadlinePassed    code DEADLINE_PASSED
    ├── CallerGone            code CALLER_GONE
    ├── AuditUnavailable      code AUDIT_UNAVAILABLE, retryable
    ├── LedgerUnavailable     code LEDGER_UNAVAILABLE
    └── StoreError            code STORE_ERROR
        ├── StoreUnavailable  code STORE_UNAVAILABLE, retryable
        └── StoreRejected     code STORE_REJECTED

Messages are written for the person who reads them: what, where, what to do. They never hold personal data.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class ProfileError(Exception):
    """`details`: what a program needs to act on the error, by the names of the GraphQL API; JSON values."""

    code = "INTERNAL"
    retryable = False

    def __init__(self, message: str = "", details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.details = dict(details or {})


class NotFound(ProfileError):
    code = "NOT_FOUND"


class Erased(ProfileError):
    """The person of this profile was forgotten, and nothing of them is kept."""

    code = "ERASED"


class Conflict(ProfileError):
    code = "CONFLICT"


class Contradicted(Conflict):
    """Profiles that contradict each other are to be merged, and the command does not say despite what."""

    code = "CONTRADICTED"


class ProfileCandidate(NamedTuple):
    """A profile that may be meant: its id, its name as far as the view shows it, and the keys of its records."""

    id: str
    name: str | None
    records: Sequence[str]


class SharedIdentifier(Conflict):
    """Several profiles hold the identifier that was asked for. `candidates`: the first of them, sorted by id; they are
    for the caller's eyes, and stand in no log."""

    def __init__(self, message: str, candidates: Sequence[ProfileCandidate]) -> None:
        super().__init__(message, {"candidates": [c._asdict() | {"records": list(c.records)} for c in candidates]})
        self.candidates = tuple(candidates)


class InvalidInput(ProfileError):
    code = "INVALID_INPUT"


class CursorAhead(InvalidInput):
    """A reader of the feed has seen more changes than the store has: it read another store, or a later state."""

    code = "CURSOR_AHEAD"


class TooLarge(InvalidInput):
    """More was asked for than one request may ask for."""

    code = "TOO_LARGE"


class Unauthenticated(ProfileError):
    """Nobody knows who asks, or what they sent to say so is not valid."""

    code = "UNAUTHENTICATED"


class TooManyTries(Unauthenticated):
    """Somebody tried to log in too often; `seconds` until they may try again."""

    code = "TOO_MANY_TRIES"

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class LoginUnavailable(ProfileError):
    """The issuer at which people log in cannot be reached, or gives answers that make no sense."""

    code = "LOGIN_UNAVAILABLE"
    retryable = True


class Forbidden(ProfileError):
    code = "FORBIDDEN"


class OutsideView(Forbidden):
    """A field, kind or insight was asked for by name and is outside the view."""

    code = "OUTSIDE_VIEW"


class Restricted(Forbidden):
    """The person asked that their data be used no more until a matter is settled."""

    code = "RESTRICTED"


class Busy(ProfileError):
    """Not now; the same request may be answered after `seconds`."""

    code = "OVERLOADED"
    retryable = True

    def __init__(self, message: str, seconds: float, details: Mapping[str, object] | None = None) -> None:
        self.retry_after = max(1, math.ceil(seconds))
        super().__init__(message, {"retryAfter": self.retry_after, **(details or {})})


class AllowanceSpent(Busy):
    """The caller has asked for more than their allowance."""

    code = "RATE_LIMITED"


class Overloaded(Busy):
    """More is asked of the server at once than it can answer soon."""


class DeadlinePassed(Busy):
    """The request took longer than requests may take; what it was to change was not changed."""

    code = "DEADLINE_PASSED"


class CallerGone(ProfileError):
    """Whoever asked has hung up, so that nobody waits for an answer."""

    code = "CALLER_GONE"


class AuditUnavailable(ProfileError):
    """The audit cannot be written, so that nobody is shown or changed; the same call may succeed later."""

    code = "AUDIT_UNAVAILABLE"
    retryable = True


class LedgerUnavailable(ProfileError):
    """The ledger of erasures cannot be read or written, or is not the one of this store; nothing is erased then."""

    code = "LEDGER_UNAVAILABLE"


class StoreError(ProfileError):
    code = "STORE_ERROR"


class StoreUnavailable(StoreError):
    """The store cannot be reached, or asks to try again; the same call may succeed later."""

    code = "STORE_UNAVAILABLE"
    retryable = True


class StoreRejected(StoreError):
    """The store understood and refused: a constraint, a syntax error, a missing right."""

    code = "STORE_REJECTED"
