"""Queries about the service itself: who may do what in it, and how its store is."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.access.access_keys import AccessKeyConnection
from profile_service.api.types.access.roles import Role
from profile_service.api.types.access.users import UserConnection
from profile_service.api.types.operations.diagnosis import Diagnosis
from profile_service.api.types.operations.store_health import StoreHealth
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo


@strawberry.type
class OperationsQueries:
    @resolver(
        "API keys that were ever made, newest first; never their tokens. The question leaves a line in the audit."
    )
    async def access_keys(self, info: RequestInfo, first: First = 20, after: After = UNSET) -> AccessKeyConnection:
        cursor = value_or_none(after)
        keys, has_next = await info.context.reader.access.keys(value_or(first, 20), cursor)
        return AccessKeyConnection.of(keys, has_next=has_next, after=cursor)

    @resolver("How the store is at this moment, for roles that read load runs; an error where it does not answer.")
    async def store_health(self, info: RequestInfo) -> StoreHealth:
        return StoreHealth.of(await info.context.reader.health.health(), info.context.is_stopped)

    @resolver(
        "What is right and wrong with the installation, as `profile-service doctor` has it, for roles that read who "
        "has access. The question leaves a line in the audit."
    )
    async def diagnosis(self, info: RequestInfo) -> list[Diagnosis]:
        doctor = info.context.doctor
        return [Diagnosis.of(each) for each in await doctor.diagnoses()] if doctor else []

    @resolver("Users who log in with a password, newest first. The question leaves a line in the audit.")
    async def users(self, info: RequestInfo, first: First = 20, after: After = UNSET) -> UserConnection:
        cursor = value_or_none(after)
        users, has_next = await info.context.reader.access.users(value_or(first, 20), cursor)
        return UserConnection.of(users, has_next=has_next, after=cursor)

    @resolver("The declared roles, with what each may do. The question leaves a line in the audit.")
    def roles(self, info: RequestInfo) -> list[Role]:
        return [Role.of(role) for role in info.context.reader.access.roles(info.context.declared)]
