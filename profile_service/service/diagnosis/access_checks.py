"""Who can come in, by which ways, and whether that fits the address that is served."""

from collections.abc import Iterator, Sequence

from profile_service.domain.access.keys import AccessKey
from profile_service.domain.values.times import days_later
from profile_service.service.access.addresses import is_loopback
from profile_service.service.declared.access import DeclaredAccess
from profile_service.service.diagnosis.diagnoses import Diagnosis, ok, problem, warning
from profile_service.settings import AUDIT_OFF, Settings

_SOON_DAYS = 14


def access_diagnoses(
    settings: Settings, declared: DeclaredAccess, keys: Sequence[AccessKey], users: int, now: str
) -> Iterator[Diagnosis]:
    """`keys`: that were ever made; `users`: how many may log in with a password."""
    active = [key for key in keys if key.state(now) == "active"]
    ways = f"{len(active)} active keys, {users} users, {len(declared.issuers)} issuers of tokens"
    if keys or users or declared.issuers:
        yield from _kept_in_order(settings, declared, active, users, ways)
    elif is_loopback(settings.host):
        yield ok("access", f"no access is configured: whoever works on this machine may do all at {settings.host}")
    else:
        yield problem(
            "access",
            f"{settings.host} can be reached from other machines, and no access is configured: no server starts",
            "make a key (profile-service keys create) or a user (profile-service users create)",
        )
    soon = days_later(now, _SOON_DAYS)
    for key in active:
        if key.expires_at < soon:
            yield warning(
                "access", f"the key {key.id} ends at {key.expires_at[:16]}", f"profile-service keys rotate {key.id}"
            )


def _kept_in_order(
    settings: Settings, declared: DeclaredAccess, active: Sequence[AccessKey], users: int, ways: str
) -> Iterator[Diagnosis]:
    if settings.audit == AUDIT_OFF:
        yield problem(
            "access", "PROFILE_AUDIT is off, and access is configured", "leave PROFILE_AUDIT out, or name a folder"
        )
    unknown = sorted({key.role for key in active} - declared.roles.keys()) if declared.roles else []
    if unknown:
        yield problem(
            "access",
            f"active keys have roles that are not declared: {', '.join(unknown)}",
            "declare them in PROFILE_ACCESS",
        )
    if not active and not users and not declared.issuers:
        yield problem(
            "access", "access is configured, and nobody can come in: no key is active", "make a key or a user"
        )
    else:
        yield ok("access", ways)
