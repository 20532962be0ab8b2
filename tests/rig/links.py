"""Links that log in once, in tests."""

from pathlib import Path

from profile_service.domain.access.login_sessions import LoginLink
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.login_links import LoginLinks
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.store import Store
from tests.rig.callers import SECRET


async def made_link(store: Store, role: str = "admin") -> tuple[LoginLink, str]:
    """The link and its token."""
    return await LoginLinks(store, KeySecretPlace(SECRET, Path("nowhere")), declared_access()).create("ada", role)
