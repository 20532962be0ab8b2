"""What a caller sees whose rights are limited to the records of some sources: nobody of whom these know nothing."""

from dataclasses import replace

from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.profile.search import SearchHit
from profile_service.domain.sources.records import lookup_form
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


def is_visible_hit(profile: Profile, hit: SearchHit) -> bool:
    """Whether a visible record matched: a hit must not show what only hidden ones know. An order's record is not known
    here, so that it counts as hidden."""
    if hit.match == "order":
        return False
    keys = {profile.id, *profile.former_ids, *(record.key for record in profile.records)}
    keys |= {claim.identifier.key for record in profile.records for claim in record.claims}
    return hit.text in keys | {lookup_form(record.name) for record in profile.records}
