"""Where the audit of an installation is, by its settings; or that there is none."""

from pathlib import Path

from profile_service.domain.audit.chain import AuditKeys
from profile_service.domain.values.errors import AuditUnavailable, InvalidInput, NotFound
from profile_service.service.access.key_secret import KeySecret, KeySecretPlace
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.declared.access import DeclaredAccess
from profile_service.settings import AUDIT_OFF, Settings


def audit_place(settings: Settings, declared: DeclaredAccess) -> AuditPlace | None:
    """The audit's place, with its secret, which is made where an audit begins; None where the audit is off.

    Raises InvalidInput where it is off though access is configured, so that others than the machine's own users may
    ask; AuditUnavailable where the secret of an audit that there is is gone.
    """
    if settings.audit == AUDIT_OFF:
        if declared.issuers or KeySecretPlace(settings.access_secret, settings.data_dir).read():
            raise InvalidInput("PROFILE_AUDIT is off, and access is configured: leave it out, or name a folder")
        return None
    secret = _secret_place(settings)
    if _checkpoint(settings).exists() and secret.read() is None:
        raise AuditUnavailable("the secret of the audit is gone; put it back")
    return _place(settings, secret.create())


def written_audit(settings: Settings) -> AuditPlace:
    """The place of an audit that there is, to read it. Raises NotFound where there is none, or not its secret."""
    secret = None if settings.audit == AUDIT_OFF else _secret_place(settings).read()
    if secret is None or not _folder(settings).is_dir():
        raise NotFound("there is no audit here, or its folder or its secret is gone; see PROFILE_AUDIT")
    return _place(settings, secret)


def _place(settings: Settings, secret: KeySecret) -> AuditPlace:
    lock = settings.data_dir / "access" / "audit_lock"
    return AuditPlace(_folder(settings), _checkpoint(settings), lock, AuditKeys(secret.secret))


def _folder(settings: Settings) -> Path:
    return Path(settings.audit) if settings.audit else settings.data_dir / "audit"


def _checkpoint(settings: Settings) -> Path:
    return settings.data_dir / "access" / "audit_checkpoint"


def _secret_place(settings: Settings) -> KeySecretPlace:
    return KeySecretPlace(settings.audit_secret, settings.data_dir, "audit_secret", "PROFILE_AUDIT_SECRET")
