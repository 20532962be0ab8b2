"""Where the audit of an installation is, by its settings; or that there is none."""

from pathlib import Path

from profile_service.domain.audit.chain import AuditKeys
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.declared.access import DeclaredAccess
from profile_service.settings import AUDIT_OFF, Settings


def audit_place(settings: Settings, declared: DeclaredAccess) -> AuditPlace | None:
    """The audit's place, with its secret, which is made where there is none; None where the audit is off. Raises
    InvalidInput where it is off though access is configured, so that others than the machine's own users may ask."""
    access = settings.data_dir / "access"
    if settings.audit == AUDIT_OFF:
        if declared.issuers or KeySecretPlace(settings.access_secret, settings.data_dir).read():
            raise InvalidInput("PROFILE_AUDIT is off, and access is configured: leave it out, or name a folder")
        return None
    folder = Path(settings.audit) if settings.audit else settings.data_dir / "audit"
    return AuditPlace(folder, access / "audit_checkpoint", access / "audit_lock", audit_keys(settings))


def audit_keys(settings: Settings) -> AuditKeys:
    """The keys of the audit. Raises InvalidInput where others may read the secret, or it is too short."""
    place = KeySecretPlace(settings.audit_secret, settings.data_dir, "audit_secret", "PROFILE_AUDIT_SECRET")
    return AuditKeys(place.create().secret)
