"""`profile-service doctor`: what is right and wrong with the installation, and what to do about it."""

from collections.abc import Sequence

import typer

from profile_service.cli.console.execution import EXIT_FOUND_PROBLEM, environment, run, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.domain.values.errors import ProfileError
from profile_service.domain.values.quantities import counted
from profile_service.service.declared.access import DeclaredAccess
from profile_service.service.diagnosis.diagnoses import Diagnosis, Health, ok
from profile_service.service.diagnosis.doctor import (
    diagnose_store,
    diagnose_surroundings,
    diagnose_variables,
    unreachable,
)
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store, store_exists

_WIDTH = max(len(health) for health in Health)


def doctor(*, as_json: AsJson = False) -> None:
    """Look at settings, folders, secrets, audit, packages, store and access; exit code 1 where there is a problem.

    Nothing is changed: no store is made, and no migration applied. An embedded store that does not run is started, as
    by every command, and ends again.
    """
    diagnoses = _diagnoses()
    problems = sum(each.health is Health.PROBLEM for each in diagnoses)
    if as_json:
        for each in diagnoses:
            print_json({"check": each.check, "health": each.health, "text": each.text, "advice": each.advice})
    else:
        print_lines(line for each in diagnoses for line in _lines(each))
        warnings = sum(each.health is Health.WARNING for each in diagnoses)
        print_lines([f"{counted(problems, 'problem')}, {counted(warnings, 'warning')}"])
    if problems:
        raise typer.Exit(EXIT_FOUND_PROBLEM)


def _diagnoses() -> list[Diagnosis]:
    diagnoses = diagnose_variables(environment())
    if any(each.health is Health.PROBLEM for each in diagnoses):
        return diagnoses
    config = settings()
    declared, surroundings = diagnose_surroundings(config)
    return [*diagnoses, *surroundings, *run(_of_store(config, declared))]


async def _of_store(config: Settings, declared: DeclaredAccess) -> Sequence[Diagnosis]:
    if not store_exists(config):
        return [ok("store", "there is none yet; a first load makes it")]
    try:
        async with open_store(config, migrate=False) as store:
            return await diagnose_store(config, store, declared)
    except ProfileError as error:
        return [unreachable(config, error)]


def _lines(each: Diagnosis) -> list[str]:
    line = f"{each.health:<{_WIDTH}}  {each.check}: {each.text}"
    return [line, f"{'':<{_WIDTH}}  → {each.advice}"] if each.advice else [line]
