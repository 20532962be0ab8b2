"""What one request, or one command, shows and changes of people: noted where it is read, and written before its answer
goes out."""

from collections.abc import Iterable
from typing import Literal

from profile_service.domain.audit.entries import ITSELF, NO_DETAILS, Asker, AuditEntry, Details
from profile_service.domain.profile.views import View
from profile_service.domain.values.errors import AuditUnavailable, ProfileError
from profile_service.service.audit.trail import AuditTrail


class AuditedActs:
    """`trail`: None where nothing is kept. `command`: what all acts are called, of those who do not ask by fields."""

    __slots__ = ("_asker", "_command", "_failed", "_noted", "_trail", "_unavailable")

    def __init__(self, trail: AuditTrail | None, asker: Asker, command: str | None = None) -> None:
        self._trail = trail
        self._asker = asker
        self._command = command
        self._noted: list[AuditEntry] = []
        self._failed: ProfileError | None = None
        self._unavailable: AuditUnavailable | None = None

    def shows(
        self, operation: str, profiles: Iterable[str], view: View | None = None, *, rows: int | None = None
    ) -> None:
        """Note that these profiles (ids) are shown; none where nobody was found. `rows`: how many items that are."""
        if self._trail:
            name, purpose = (view.name, view.consent or view.name) if view else (None, None)
            ids = tuple(dict.fromkeys(profiles))
            self._noted.append(AuditEntry(self._command or operation, ids, name, purpose, rows))

    @property
    def noted(self) -> tuple[AuditEntry, ...]:
        """What is not written yet."""
        return tuple(self._noted)

    def shows_again(self, noted: Iterable[AuditEntry]) -> None:
        """Note that what was shown before is shown once more."""
        if self._trail:
            self._noted += noted

    def refuses(self, operation: str, code: str, profiles: Iterable[str] = (), details: Details = NO_DETAILS) -> None:
        """Note that something was refused, with the code of the error, which may name profiles."""
        if self._trail:
            ids, name = tuple(dict.fromkeys(profiles)), self._command or operation
            self._noted.append(AuditEntry(name, ids, outcome="refused", code=code, details=details))

    def not_admitted(self, code: str) -> None:
        """Note that a request was not answered for want of an allowance or of time; of many in one second, their
        number."""
        unlisted = self._trail.refused_callers.take_line(self._asker.name) if self._trail else None
        if unlisted is not None:
            self.refuses("admission", code, details={"unlisted": unlisted} if unlisted else {})

    async def logs_in(self, operation: Literal["login", "logout"], code: str | None = None) -> None:
        """Write that the caller, a user, logs in or out; `code`: why they may not. Where the name that was given is no
        user's, the caller has none, for people type all sorts of words. Raises AuditUnavailable: then nobody is let
        in."""
        if self._trail:
            entry = AuditEntry(operation, rows=0, outcome="refused" if code else "answered", code=code)
            await self._trail.write(self._asker, [entry])

    def fails(self, error: ProfileError) -> None:
        """Note that a command ended with an error, once, and where what was refused is not noted yet."""
        if error is not self._failed and not any(entry.outcome == "refused" for entry in self._noted):
            self.refuses("", error.code)
        self._failed = error

    def changes(self, operation: str, profiles: Iterable[str], details: Details, reason: str = "") -> None:
        """Note that something was changed, or would be."""
        if self._trail:
            ids = tuple(dict.fromkeys(profiles))
            self._noted.append(AuditEntry(self._command or operation, ids, details=details, reason=reason))

    async def begins(self, operation: str, reason: str = "") -> None:
        """Write, before anything is changed, that it is about to be. Raises AuditUnavailable."""
        if self._trail:
            entry = AuditEntry(self._command or operation, rows=0, outcome="begun", reason=reason)
            try:
                await self._trail.write(self._asker, [entry])
            except AuditUnavailable as error:
                self._unavailable = error
                raise

    def apart(self) -> "AuditedActs":
        """Those of the same asker that go on after the answer, whose lines are written apart."""
        return AuditedActs(self._trail, self._asker, self._command)

    async def written(self) -> None:
        """Write what was noted. Raises AuditUnavailable, also where something could not begin for want of the audit;
        then nothing may be shown."""
        if self._unavailable:
            raise self._unavailable
        if self._trail and self._noted:
            noted, self._noted = self._noted, []
            await self._trail.write(self._asker, noted)


NOT_AUDITED = AuditedActs(None, ITSELF)
"""Keeps nothing: for what no person asked for."""
