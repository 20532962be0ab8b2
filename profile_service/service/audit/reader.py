"""The audit as a caller reads it: those who may, and every question leaves a line."""

import asyncio

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import UNKNOWN, Caller
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.audit.search import AuditQuery, Line, matching_lines


class AuditReader:
    """`place`: None where no audit is kept."""

    def __init__(self, place: AuditPlace | None, caller: Caller, acts: AuditedActs) -> None:
        self._place = place
        self._caller = caller
        self._acts = acts

    def required(self) -> "AuditReader":
        """The same. Raises Forbidden where the caller may not read the audit."""
        decide_read(self._caller, "audit").required()
        return self

    async def page(
        self, profiles: frozenset[str] | None, actor: str | None, first: int, cursor: str | None
    ) -> tuple[list[Line], bool]:
        """A page of lines about one of the profiles (ids), or of the actor, the newest first, and whether there are
        more."""
        self.required()
        check_first(first)
        if profiles is None and actor is None:
            raise InvalidInput("say whom it is about (profileId) or who acted (actor), or both")
        if self._place is None:
            raise NotFound("no audit is kept here; see PROFILE_AUDIT")
        query = AuditQuery(profiles, actor, before=_number(cursor))
        first = self._caller.rights.page(first)
        lines, has_more = await asyncio.to_thread(matching_lines, self._place, query, first)
        self._acts.shows("auditTrail", sorted(profiles or ()), rows=len(lines))
        return lines, has_more


NO_AUDIT = AuditReader(None, UNKNOWN, NOT_AUDITED)
"""Nobody may read it."""


def _number(cursor: str | None) -> int | None:
    text = read_cursor(cursor) if cursor else "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InvalidInput("the cursor is not one of the audit; take endCursor of the page before")
    return int(text) if cursor else None
