"""The scope of an erasure: who is asked for, and which of their records, identifiers and events go."""

from collections.abc import Collection

from profile_service.domain.privacy.erasures import ErasureScope
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.errors import NotFound, SharedIdentifier
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.access.erased_ids import require_not_erased
from profile_service.store.engine.store import Read, Store
from profile_service.store.privacy import erasure_scope
from profile_service.store.profile.profiles import holders_of, profile_matches

_MOST_CANDIDATES = 10


async def person(store: Store, asked: str, identifier: Identifier | None = None) -> str:
    """The id of the profile to which an id, a record's key or an identifier leads.

    Raises Erased where the person was erased, NotFound where there is none, and SharedIdentifier where several hold
    the identifier.
    """
    if identifier is not None:
        match = (await profile_matches(store, [identifier]))[0]
        if match and match.shared > 1:
            ids = await holders_of(store, identifier, _MOST_CANDIDATES)
            raise SharedIdentifier(f"{match.shared} profiles share this identifier: {', '.join(ids)}; name one", ())
        if match:
            return match.profile.id
    living = await erasure_scope.living_profile(store.read, asked) or await erasure_scope.profile_of(store.read, asked)
    if living:
        return living
    await require_not_erased(store.read, store.secret, [asked])
    raise NotFound("no profile has this id or identifier; `profile-service profile search` finds names and numbers")


async def scope_of(read: Read, profile: str, records: Collection[str] | None = None) -> ErasureScope:
    """The scope in which the records (keys) of a profile are erased, or all of them. Raises NotFound where the profile
    has no such record."""
    stored = await erasure_scope.records_of(read, profile)
    missing = set(records or ()) - {record.key for record in stored}
    if missing or not stored:
        raise NotFound("the profile has no such record; look at the records that `--dry-run` lists")
    erased = tuple(record for record in stored if records is None or record.key in records)
    kept = tuple(record for record in stored if record not in erased)
    former = await erasure_scope.former_ids(read, profile)
    moved = await erasure_scope.moved_events(read, [record.key for record in erased])
    return ErasureScope(profile, erased, kept, tuple(former), tuple(moved), _shared(erased))


def _shared(records: Collection[StoredRecord]) -> frozenset[Identifier]:
    """The identifiers of the records that others hold too."""
    holding: dict[Identifier, list[int]] = {}
    for record in records:
        for claim in record.claims:
            holding.setdefault(claim.identifier, []).append(claim.holders)
    return frozenset(identifier for identifier, holders in holding.items() if max(holders) > len(holders))
