"""Search in an audit: the lines about a person, or of somebody who acted, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from profile_service.domain.audit.chain import audit_line
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.verification import audit_files

Line = dict[str, Any]  # the members of a line, as docs/security.md describes them


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """`profiles`: ids under which a person was ever known, None for anybody; `actor`: the name of who acted, None for
    anybody; `since`, `until`: fixed-width UTC text, the second one left out; `before`: lines with a lower number."""

    profiles: frozenset[str] | None = None
    actor: str | None = None
    since: str | None = None
    until: str | None = None
    before: int | None = None


def matching_lines(place: AuditPlace, query: AuditQuery, limit: int) -> tuple[list[Line], bool]:
    """Up to `limit` lines, the newest first, and whether there are more. Reads files from the newest on, until these
    are found; whether they were changed is what a verification looks at."""
    lines = list(islice(every_line(place, query), limit + 1))
    return lines[:limit], len(lines) > limit


def every_line(place: AuditPlace, query: AuditQuery) -> Iterator[Line]:
    """All matching lines, the newest first, read from one file after the other."""
    hashes = None if query.profiles is None else {place.keys.profile(id).encode() for id in query.profiles}
    actor = None if query.actor is None else orjson.dumps({"who": query.actor})[1:-1]
    for path in reversed(audit_files(place.folder)):
        for text in reversed(path.read_bytes().split(b"\n")):
            # By the bytes first: to read all lines as JSON takes ten times as long.
            if (hashes is not None and not any(each in text for each in hashes)) or (actor and actor not in text):
                continue
            line = audit_line(text)
            if line is None or not _is_within(line.members, query):
                continue
            if query.since is not None and str(line.members["at"]) < query.since:
                return
            yield line.members


def _is_within(line: Line, query: AuditQuery) -> bool:
    is_before = query.before is None or line["seq"] < query.before
    return is_before and (query.until is None or line["at"] < query.until)
