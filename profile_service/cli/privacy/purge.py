"""`privacy purge`: let the store's files keep nothing of what was deleted."""

from profile_service.cli.console.execution import ask
from profile_service.cli.console.output import print_lines
from profile_service.domain.privacy.erasures import Purge
from profile_service.service.privacy.file_remains import purge_files

_OUTCOMES = {
    Purge.DONE: "Nothing of what was erased is in the files of the store.",
    Purge.OPERATORS: "The files and logs of the Neo4j server are its operator's to purge: see docs/privacy.md.",
}


def purge() -> None:
    """Restart the engine of the embedded store, and build its indexes anew: so its files keep nothing of what was
    erased. Whoever asks the store meanwhile is told to try again."""
    print_lines([_OUTCOMES[ask(purge_files)]])
