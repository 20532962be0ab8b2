"""What a caller sees whose rights are limited to the records of some sources: nobody of whom these know nothing."""

from dataclasses import replace

from profile_service.domain.access.rights import Rights, allows
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.values.errors import Restricted
from profile_service.domain.values.identifiers import Identifier

RESTRICTED = "the customer asked that their data be used no more for now; whoever answers for privacy can tell more"


def visible_profile(profile: Profile, rights: Rights) -> Profile | None:
    """The profile with the records of the caller's sources alone; None where there are none."""
    if rights.sources is None:
        return profile
    records = tuple(record for record in profile.records if rights.shows_source(record.source))
    return replace(profile, records=records) if records else None


def require_unrestricted(profile: Profile, rights: Rights) -> None:
    """Raises Restricted where the processing of one of the profile's records is restricted, and the caller does not
    answer for that."""
    if not allows(rights.reads, "privacy") and any(record.restricted_at for record in profile.records):
        raise Restricted(RESTRICTED)


def is_found_by(profile: Profile, identifier: Identifier) -> bool:
    """Whether one of the visible records holds the identifier."""
    return any(claim.identifier == identifier for record in profile.records for claim in record.claims)
