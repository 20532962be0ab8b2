"""What a caller sees whose rights are limited to the records of some sources: nobody of whom these know nothing."""

from dataclasses import replace

from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.values.identifiers import Identifier


def visible_profile(profile: Profile, rights: Rights) -> Profile | None:
    """The profile with the records of the caller's sources alone; None where there are none."""
    if rights.sources is None:
        return profile
    records = tuple(record for record in profile.records if rights.shows_source(record.source))
    return replace(profile, records=records) if records else None


def is_found_by(profile: Profile, identifier: Identifier) -> bool:
    """Whether one of the visible records holds the identifier."""
    return any(claim.identifier == identifier for record in profile.records for claim in record.claims)
