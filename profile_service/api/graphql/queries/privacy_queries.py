"""The query and the commands for requests of people about their data."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.privacy.erasures import ErasePersonInput, PersonErasure
from profile_service.api.types.privacy.requests import (
    PrivacyRequestConnection,
    RestrictedProfile,
    RestrictProfileInput,
    SuppressedIdentifier,
    SuppressIdentifierInput,
)
from profile_service.api.types.values.arguments import After, Command, First
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.privacy.privacy_desk import PrivacyDesk


@strawberry.type
class PrivacyQueries:
    @resolver("What was erased, suppressed and restricted, the newest first, with the receipts of erasures.")
    async def privacy_requests(
        self, info: RequestInfo, first: First = 20, after: After = UNSET
    ) -> PrivacyRequestConnection:
        cursor = value_or_none(after)
        requests, has_next = _desk(info).requests(value_or(first, 20), cursor)
        return PrivacyRequestConnection.of(requests, has_next=has_next, after=cursor)


@strawberry.type
class PrivacyMutations:
    @resolver(
        "Erase a person with all that is kept of them, for good, and leave them out of all later loads. With `dryRun` "
        "only what would be destroyed is told, and who else is taken for them."
    )
    async def erase_person(self, info: RequestInfo, input: Command[ErasePersonInput]) -> PersonErasure:
        desk, records = _desk(info), value_or_none(input.records)
        if input.dry_run:
            return PersonErasure.previewed(await desk.preview(input.profile, records))
        return PersonErasure.of(await desk.erase(input.profile, records, input.confirmation, input.reason))

    @resolver("Keep a person's data, and let nobody use them but who answers for privacy; or lift that.")
    async def restrict_profile(self, info: RequestInfo, input: Command[RestrictProfileInput]) -> RestrictedProfile:
        restricting = _desk(info).restrict(input.profile, input.reason, lift=input.lift, dry_run=input.dry_run)
        records = await restricting
        return RestrictedProfile(
            profile=input.profile, records=records, restricted=not input.lift, dry_run=input.dry_run
        )

    @resolver("Leave an identifier, or a record, out of all later loads; or let it come in again.")
    async def suppress_identifier(
        self, info: RequestInfo, input: Command[SuppressIdentifierInput]
    ) -> SuppressedIdentifier:
        key = _key(info, input)
        act = await _desk(info).suppress(key, input.reason, lift=input.lift, dry_run=input.dry_run)
        id = strawberry.ID(act) if act else None
        return SuppressedIdentifier(act=id, suppressed=not input.lift, dry_run=input.dry_run)


def _desk(info: RequestInfo) -> PrivacyDesk:
    if info.context.privacy is None:
        raise NotFound("no requests are kept here")
    return info.context.privacy


def _key(info: RequestInfo, input: SuppressIdentifierInput) -> Identifier | str:
    identifier, record = value_or_none(input.identifier), value_or_none(input.record)
    if identifier is not None and record is None:
        return info.context.reader.identifier(identifier.type, identifier.value)
    if record is None or identifier is not None or ":" not in record:
        raise InvalidInput("name an identifier, or the key of a record, source:id; one of the two")
    return record
