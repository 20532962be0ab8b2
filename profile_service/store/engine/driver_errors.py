"""The driver's errors, translated here alone into those of domain/values/errors.py. Their texts never carry parameters,
which may be personal data.

A commit that was cut off is recognised by the driver's IncompleteCommit, and becomes CommitUnknown.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DatabaseUnavailable,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from profile_service.domain.values.errors import StoreError, StoreRejected, StoreUnavailable

# Neo4j's answer to the second of two who create the same constraint at once, even with `IF NOT EXISTS`.
_SCHEMA_RACE = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"
# Neo4j's answer to the right password too, for some seconds after a few wrong ones.
_LOCKED_OUT = "Neo.ClientError.Security.AuthenticationRateLimit"
# The embedded engine's answer where another writer deletes a record while it is read. It can mean nothing else: no
# statement of this project looks anything up by the store's internal ids.
_DELETED_WHILE_READ = "Neo.ClientError.Statement.EntityNotFound"

_PAUSE_SECONDS = 10


class CommitUnknown(StoreUnavailable):
    """The connection died after COMMIT was sent: only the store knows whether the transaction was committed."""


class LostRace(StoreUnavailable):
    """Another transaction got there first; nothing of this one was kept."""


class DiskFull(StoreUnavailable):
    """The store cannot write for want of room. Nothing of the transaction was kept, and trying again at once is of no
    use."""

    def __init__(self) -> None:
        super().__init__("the disk of the store is full, and nothing of this was written; make room, then do it again")


class WritersPaused(StoreUnavailable):
    """The store is copied, or filled from a copy, and until that is over nobody else writes. Nothing was kept."""

    def __init__(self) -> None:
        text = "a backup of the store is being made or restored, and changes wait until it is done; try again later"
        super().__init__(text, {"retryAfter": _PAUSE_SECONDS})


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise the errors of domain/values/errors.py in place of the driver's, with the cause chained."""
    try:
        yield
    except IncompleteCommit as error:
        raise CommitUnknown("the connection to the store died while it was committing") from error
    except (ServiceUnavailable, SessionExpired, DatabaseUnavailable, OSError) as error:
        raise StoreUnavailable("the store cannot be reached; is it running, and is its address right?") from error
    except AuthError as error:
        raise StoreRejected("the store refused the user or password; check PROFILE_NEO4J_USER and _PASSWORD") from error
    except (TransientError, ConstraintError) as error:
        raise LostRace("the store was busy with a competing write") from error
    except (ClientError, Neo4jError) as error:
        raise _server_error(error) from error
    except DriverError as error:
        raise StoreUnavailable(f"the store's connection failed ({type(error).__name__})") from error


def _server_error(error: Neo4jError) -> StoreError:
    if error.code == _SCHEMA_RACE:
        return LostRace("the store was busy with a competing change of its schema")
    if error.code == _LOCKED_OUT:
        return StoreUnavailable("the store refuses to log in for some seconds, for it was sent wrong passwords")
    if error.code == _DELETED_WHILE_READ:
        return LostRace("the store was busy with a competing write")
    if "TransactionTimedOut" in (error.code or ""):
        return StoreRejected("the store took longer than it is allowed to; ask for less")
    return StoreRejected(f"the store refused a statement ({error.code})")
