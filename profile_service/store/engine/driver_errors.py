"""Driver errors become ours here, and here alone. Texts never carry parameters, which may be personal data."""

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

# What Neo4j says to the second of two who make the same constraint at once, even `IF NOT EXISTS`.
_SCHEMA_RACE = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"
# What the embedded engine says of a record that another writer deletes while it is read; no statement of ours asks by
# the store's own ids.
_GONE_MEANWHILE = "Neo.ClientError.Statement.EntityNotFound"


class CommitUnknown(StoreUnavailable):
    """The connection died after COMMIT was sent: only the store knows whether it happened."""


class LostRace(StoreUnavailable):
    """Another transaction got there first; nothing of this one was kept."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise the errors of domain/values/errors.py in place of the driver's, the cause chained."""
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
        raise _of_server(error) from error
    except DriverError as error:
        raise StoreUnavailable(f"the store's connection failed ({type(error).__name__})") from error


def _of_server(error: Neo4jError) -> StoreError:
    if error.code == _SCHEMA_RACE:
        return LostRace("the store was busy with a competing change of its schema")
    if error.code == _GONE_MEANWHILE:
        return LostRace("the store was busy with a competing write")
    if (error.code or "").endswith("TransactionTimedOut"):
        return StoreRejected("the store took longer than it is allowed to; ask for less")
    return StoreRejected(f"the store refused a statement ({error.code})")
