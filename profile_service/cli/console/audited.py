"""Commands that read or change people: the audit keeps what they do, before they print anything."""

import os
import pwd
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from profile_service.cli.console.execution import ask, settings
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.audit.entries import Asker
from profile_service.domain.values.errors import AuditUnavailable, ProfileError
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.audit.places import audit_place
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.settings import Settings
from profile_service.store.engine.store import Store

T = TypeVar("T")


def ask_audited(
    command: str,
    question: Callable[[Store, AuditedActs], Awaitable[T]],
    *,
    create: bool = False,
    migrate: bool = True,
) -> T:
    """The answer of the store, as `ask` has it, once the audit has what the command showed or changed. Raises
    AuditUnavailable where it cannot be written."""
    config = settings()

    async def work(store: Store) -> T:
        async with audited(config, command) as acts:
            return await question(store, acts)

    return ask(work, create=create, migrate=migrate)


@asynccontextmanager
async def audited(config: Settings, command: str) -> AsyncIterator[AuditedActs]:
    """Where it is noted what the command does within the block, at whose end it is written; an error, too."""
    place = audit_place(config, declared_access(config.access, views_with_own(config.views)))
    if place is None:
        yield NOT_AUDITED
        return
    async with AuditTrail(place).kept_on_disk() as trail:
        acts = AuditedActs(trail, Asker(_login(), "os", LOCAL.role, "cli"), command)
        try:
            yield acts
        except ProfileError as error:
            acts.fails(error)
            with suppress(AuditUnavailable):
                await acts.written()
            raise
        await acts.written()


def _login() -> str:
    """The user whose process this is; the environment, which anybody can set, has no say."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
