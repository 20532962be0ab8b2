"""Claims: which record states which identifier, since when, and what has become of that; and the history of a record's
claims, which is the same in whatever order its versions arrive."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.sources.records import ALL_TYPES
from profile_service.domain.values.identifiers import Identifier


class Claim(NamedTuple):
    """A record's claim on an identifier, as it is stored; times are fixed-width UTC text.

    `record`: the record's key. `holders`: how many records of the whole graph claim the identifier. `ended_at`: when a
    newer claim of somebody else ended this one. `contested_since` and `obstacle`: since when, and for which reason, the
    identifier has holders that were not merged. `disowned_at` and `disowned_by`: when a steward took the identifier
    from the record, and who. `given_by`: the steward who gave it to the record, None where the record's source states
    it. `stated_until`: of a former claim, which the record no longer states, the latest of the source's own times at
    which a version stated it, empty where none has a time; None while the record states it. `stated_before`: of a claim
    that the record states, the latest such time of an earlier version, where the present one has none as late; empty
    where the present one is as old as a removal, and a version without a time states the value too.

    A tuple, because a load decodes one for every identifier of every record that it touches.
    """

    record: str
    identifier: Identifier
    first_seen: str
    last_seen: str
    holders: int = 1
    ended_at: str | None = None
    contested_since: str | None = None
    obstacle: str | None = None
    disowned_at: str | None = None
    disowned_by: str | None = None
    given_by: str | None = None
    stated_until: str | None = None
    stated_before: str | None = None

    @property
    def is_former(self) -> bool:
        return self.stated_until is not None

    @property
    def is_contested(self) -> bool:
        return self.contested_since is not None

    @property
    def is_disowned(self) -> bool:
        return self.disowned_at is not None

    @property
    def origin(self) -> tuple[str | None, ...]:
        """When and by whom it was stated, given or taken: all that is not derived from other records. In the order of
        first and last seen, stated until, stated before, disowned at and by, given by."""
        return (
            self.first_seen,
            self.last_seen,
            self.stated_until,
            self.stated_before,
            self.disowned_at,
            self.disowned_by,
            self.given_by,
        )

    @property
    def is_canonical(self) -> bool:
        """Whether the rules derived it from another claim of the record, so that nobody stated it."""
        return self.identifier.type.endswith(CANONICAL)


_UNDATED = ""


class StatedIdentifiers(NamedTuple):
    """The identifiers that one version of a record states. `at`: the source's own time of the version (fixed-width
    UTC text), None where it gives none; `removed`: the types of identifiers that it states to be gone."""

    identifiers: frozenset[Identifier]
    at: str | None = None
    removed: frozenset[str] = frozenset()


class ClaimHistory:
    """The claims of one record as its versions make them. The versions' own times decide, not their order; among
    versions without a time, the order of loading.

    An identifier that a newer version no longer states stays as a former claim. A removal forgets what versions up to
    its time stated. `cleared`: identifier type → up to which time; a removal that the present version states holds
    without being in it.
    """

    def __init__(self, record: str, claims: Iterable[Claim] = (), cleared: Mapping[str, str] | None = None) -> None:
        self._record = record
        self.cleared = dict(cleared or {})
        # A version as old as a removal may state the value for as long as it is the present one, and no longer.
        kept = (claim for claim in claims if not self._is_cleared(claim.identifier.type, claim.stated_until))
        self._claims = {claim.identifier: claim for claim in kept}

    def add(self, stated: StatedIdentifiers, now: str) -> bool:
        """Add what a version states; whether it says more than was known. `now`: when a version without a time is
        seen (fixed-width UTC text)."""
        grew = self.clear(stated.removed, stated.at)
        seen, until = stated.at or now, stated.at or _UNDATED
        for identifier in stated.identifiers:
            if self._is_cleared(identifier.type, stated.at):
                continue
            claim = self._claims.get(identifier)
            if claim is None:
                self._claims[identifier] = Claim(self._record, identifier, seen, seen, stated_until=until)
            else:
                first, last = min(claim.first_seen, seen), max(claim.last_seen, seen)
                later = max(claim.stated_until or _UNDATED, until)
                self._claims[identifier] = claim._replace(first_seen=first, last_seen=last, stated_until=later)
            grew |= claim is None or until > (claim.stated_until or _UNDATED)
        return grew

    def claims(self, present: Iterable[Identifier], at: str | None, now: str) -> dict[Identifier, Claim]:
        """The claims of the record whose present version states `present`, at the source's own time `at`; the others
        are former ones. `now`: when a version without a time is seen."""
        claims = dict(self._claims)
        seen = at or now
        for identifier in present:
            claim = claims.get(identifier) or Claim(self._record, identifier, seen, seen)
            claims[identifier] = claim._replace(
                first_seen=min(claim.first_seen, seen),
                last_seen=seen,
                stated_until=None,
                stated_before=claim.stated_until if self._outlasts(claim, at) else None,
            )
        return claims

    def _outlasts(self, claim: Claim, at: str | None) -> bool:
        """Whether what other versions state of a claim holds when a version of that time no longer does: they are of a
        later time, or that one goes with a removal."""
        if claim.stated_until is None:
            return False
        return claim.stated_until > (at or _UNDATED) or self._is_cleared(claim.identifier.type, at)

    def cleared_beside(self, removed: frozenset[str], at: str | None) -> dict[str, str]:
        """The removals that hold beside those (`removed`) of the present version, whose time is `at`: of the same types
        the later ones, and all where it has no time."""
        if not at:
            return dict(sorted(self.cleared.items()))
        own = [type for type, until in self.cleared.items() if until <= at and any(_covers(r, type) for r in removed)]
        return {type: until for type, until in sorted(self.cleared.items()) if type not in own}

    def clear(self, removed: frozenset[str], at: str | None) -> bool:
        """Forget what versions up to a time stated of these types, or ever where there is no time."""
        grew = False
        for type in removed:
            gone = [i for i, claim in self._claims.items() if _covers(type, i.type) and not _is_after(claim, at)]
            for identifier in gone:
                del self._claims[identifier]
            if at and at > self.cleared.get(type, _UNDATED):
                self.cleared[type] = at
                grew = True
            grew |= bool(gone)
        return grew

    def _is_cleared(self, type: str, at: str | None) -> bool:
        """Whether a removal forgets what a version of that time stated; nothing is said of versions without a time."""
        if not at:
            return False
        return any(until >= at for removed, until in self.cleared.items() if _covers(removed, type))


def _covers(removed: str, type: str) -> bool:
    return removed in ALL_TYPES or type.removesuffix(CANONICAL) == removed


def _is_after(claim: Claim, at: str | None) -> bool:
    return at is not None and (claim.stated_until or _UNDATED) > at


_MOVED = "move identifier "
_FORMER_MOVED = "claim "  # in the history of stores that an earlier version wrote


def moved_note(type: str) -> str:
    """The note of a change by which an identifier of this type was moved: `move identifier email`."""
    return f"{_MOVED}{type}"


def moved_type(note: str) -> str | None:
    """The type of the identifier that such a note names; None where a change has another note."""
    for prefix in (_MOVED, _FORMER_MOVED):
        if note.startswith(prefix):
            return note.removeprefix(prefix)
    return None
