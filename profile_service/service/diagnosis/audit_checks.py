"""The audit, as far as it can be told quickly: its secret, its checkpoint, and the lines since that."""

from collections.abc import Iterator

from profile_service.domain.audit.chain import START, ChainCheck
from profile_service.domain.values.errors import AuditUnavailable, InvalidInput, NotFound
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.chain_end import CURRENT, found_end, full_files
from profile_service.service.audit.checkpoints import CheckpointFile
from profile_service.service.audit.places import written_audit
from profile_service.service.diagnosis.diagnoses import Diagnosis, ok, problem, warning
from profile_service.settings import AUDIT_OFF, Settings


def audit_diagnoses(settings: Settings) -> Iterator[Diagnosis]:
    if settings.audit == AUDIT_OFF:
        yield warning("audit", "PROFILE_AUDIT is off: nobody can say who looked at whom", "leave it out to keep one")
        return
    try:
        place = written_audit(settings)
    except NotFound:
        yield ok("audit", "there is no audit yet; the first server or command begins one")
        return
    except (InvalidInput, OSError) as error:
        text = str(error) if isinstance(error, InvalidInput) else "its secret cannot be read"
        yield problem("audit", text, "put the secret of the audit back, with the mode 0600")
        return
    yield _end(place)


def _end(place: AuditPlace) -> Diagnosis:
    current = place.folder / CURRENT
    if not current.exists() and not full_files(place.folder):
        return ok("audit", "it has no line yet")
    try:
        checkpoint = CheckpointFile(place.checkpoint, place.keys).read()
        with current.open("rb") as file:
            found = found_end(file.fileno(), place.folder, checkpoint, ChainCheck(place.keys, checkpoint.end))
    except AuditUnavailable as error:
        return problem("audit", str(error), "run profile-service audit verify, and put back what is gone")
    except OSError as error:
        text = f"its file cannot be read ({error.strerror})"
        return problem("audit", text, "put it back, or make it readable for the service's user")
    if found.end == START:
        return ok("audit", "it has no line yet")
    text = f"its end is sound at line {found.end.seq:,}; profile-service audit verify reads all lines"
    return ok("audit", text)
