"""`privacy purge`: let the store's files keep nothing of what was deleted."""

from profile_service.cli.console.execution import ask
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.domain.privacy.erasures import Purge
from profile_service.service.privacy.file_remains import purge_files

_OUTCOMES = {
    Purge.DONE: "Nothing of what was erased is in the files of the store.",
    Purge.OPERATORS: "The files and logs of the Neo4j server are its operator's to purge: see docs/privacy.md.",
}


def purge(*, as_json: AsJson = False) -> None:
    """Let the files of the embedded store keep nothing of what was erased.

    Its engine is restarted, and builds its indexes anew. Whoever asks the store meanwhile has to try again.
    """
    outcome = ask(purge_files)
    if as_json:
        print_json({"purge": outcome.value})
    else:
        print_lines([_OUTCOMES[outcome]])
