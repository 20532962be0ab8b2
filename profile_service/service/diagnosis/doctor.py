"""The whole diagnosis of an installation, in the order in which its parts depend on each other."""

import asyncio
from collections.abc import Mapping

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.values.errors import ProfileError
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.access import DeclaredAccess
from profile_service.service.diagnosis.access_checks import access_diagnoses
from profile_service.service.diagnosis.audit_checks import audit_diagnoses
from profile_service.service.diagnosis.diagnoses import Diagnosis, problem
from profile_service.service.diagnosis.folder_checks import folder_diagnoses
from profile_service.service.diagnosis.package_floors import package_diagnoses
from profile_service.service.diagnosis.settings_checks import (
    contradictions,
    declaration_diagnoses,
    variable_diagnoses,
)
from profile_service.service.diagnosis.store_checks import store_diagnoses
from profile_service.settings import Settings
from profile_service.store.access.keys import keys
from profile_service.store.access.users import users
from profile_service.store.engine.store import Store


def diagnose_variables(environment: Mapping[str, str]) -> list[Diagnosis]:
    """Of the variables alone: with a problem among them, nothing else can be looked at."""
    return list(variable_diagnoses(environment))


def diagnose_surroundings(settings: Settings) -> tuple[DeclaredAccess, list[Diagnosis]]:
    """Of all that lies outside the store, and the roles that are declared."""
    declared, diagnoses = declaration_diagnoses(settings)
    diagnoses += contradictions(settings, declared)
    diagnoses += folder_diagnoses(settings)
    diagnoses += audit_diagnoses(settings)
    return declared, diagnoses + list(package_diagnoses())


async def diagnose_store(settings: Settings, store: Store, declared: DeclaredAccess) -> list[Diagnosis]:
    """Of the store, and of who may come in. Where the store does not answer, that is all."""
    diagnoses: list[Diagnosis] = []
    try:
        async for diagnosis in store_diagnoses(store, settings.data_dir):
            diagnoses.append(diagnosis)  # noqa: PERF401  what was found before an error counts
        names = [user for user in await users(store) if user.state == "active"]
        diagnoses += access_diagnoses(settings, declared, await keys(store), len(names), utc_now())
    except ProfileError as error:
        diagnoses.append(unreachable(settings, error))
    return diagnoses


def unreachable(settings: Settings, error: ProfileError) -> Diagnosis:
    """Why the store cannot be asked."""
    advice = (
        "see sidecar.log in its folder `embedded`"
        if settings.neo4j_uri is None
        else "is it running? Check PROFILE_NEO4J_…"
    )
    return problem("store", str(error), advice)


class Doctor:
    """Looks at the installation of a running server, for those who may read who has access."""

    def __init__(self, settings: Settings, store: Store, caller: Caller, acts: AuditedActs) -> None:
        self._settings = settings
        self._store = store
        self._caller = caller
        self._acts = acts

    async def diagnoses(self) -> list[Diagnosis]:
        """Raises Forbidden. The question leaves a line in the audit."""
        decide_read(self._caller, "access").required()
        declared, diagnoses = await asyncio.to_thread(diagnose_surroundings, self._settings)
        diagnoses += await diagnose_store(self._settings, self._store, declared)
        self._acts.shows("diagnosis", (), rows=len(diagnoses))
        return diagnoses
