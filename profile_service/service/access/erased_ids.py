"""Whether an id that leads nowhere is that of somebody who was erased, which is said, and not taken for a mistake."""

from collections.abc import Collection

from profile_service.domain.privacy.hashes import HashKind
from profile_service.domain.values.errors import Erased, LedgerUnavailable
from profile_service.service.access.privacy_keys import privacy_keys
from profile_service.store.engine.store import Read
from profile_service.store.places.address import SecretPlace
from profile_service.store.privacy import suppressions

ERASED = "the customer behind this id was erased at their own request or by law; nothing of them is kept"


async def erased_among(read: Read, secret: SecretPlace | None, ids: Collection[str]) -> set[str]:
    """Those of the ids (of profiles) that were erased; none where nobody was. Where the secret is not here nobody can
    tell."""
    state = (await suppressions.privacy_state(read)).suppressions
    if not state.hashes or not ids:
        return set()
    try:
        keys = privacy_keys(secret, state.mark)
    except LedgerUnavailable:
        return set()
    hashes = {keys.hash(HashKind.PROFILE, id): id for id in ids}
    return {hashes[value] for value in await suppressions.among(read, hashes)}


async def require_not_erased(read: Read, secret: SecretPlace | None, ids: Collection[str]) -> None:
    """Raises Erased where one of the ids is of somebody who was erased."""
    if await erased_among(read, secret, ids):
        raise Erased(ERASED)
