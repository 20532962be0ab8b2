"""The evidence of identity, and the steps that explain it: why records are one person or not, how a profile came to be.

domain/explanation/paths.py finds the steps, domain/explanation/sentences.py puts them into words.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import combinations

from profile_service.domain.profile.views import View
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.judgements import Judgement, Verdict, judged_different
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.resolution.shared_identifiers import is_shared
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier


class StepKind(Enum):
    # Steps that join two records.
    IDENTIFIER = "identifier"  # both hold it
    SAME = "same"  # somebody judged that they are the same person
    LOCK = "lock"  # they are in a profile that somebody locked
    # Steps that separate them, or fail to join them.
    NOT_SAME = "not_same"  # somebody judged that they are not
    MAYBE = "maybe"  # somebody judged that they may be
    CONTRADICTION = "contradiction"  # their attributes cannot be one person's; `detail` in words
    CONTESTED = "contested"  # both hold it, and an obstacle (`detail`) keeps it from joining them
    ENDED = "ended"  # both hold it, but a newer claim has ended the older one
    POWERLESS = "powerless"  # both hold it, and it joins nobody: `detail` is junk, weak, shared or disowned
    NOTHING = "nothing"  # they have nothing in common that counts
    # Steps of a profile's history.
    LOADED = "loaded"  # a record, for the first time
    CREATED = "created"
    MERGED = "merged"
    SPLIT = "split"
    JUDGED = "judged"
    RETRACTED = "retracted"
    EVENT_MOVED = "event_moved"  # the event `detail` (key), from a record of the profile or to one
    UNDONE = "undone"  # a steward's decision (`detail`), or its undo
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REVEALED = "revealed"  # `detail` names the value
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason, or one thing that happened. `left` and `right` are record keys; `at` is fixed-width UTC text.

    `detail`: of a judgement that was made or retracted its verdict; of others see `StepKind`. `reason`: the one
    that the actor gave. `others`: the profiles that merged into `profile`, or that its `records` left for. `seq`: the
    number of its change; `decision`: the id of the steward's decision that it is part of. `more`: of a contradiction,
    how many further pairs of records contradict each other in the same way.
    """

    kind: StepKind
    left: str | None = None
    right: str | None = None
    identifier: Identifier | None = None
    judgement: str | None = None
    detail: str = ""
    reason: str = ""
    actor: str = ""
    at: str | None = None
    profile: str | None = None
    others: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    seq: int | None = None
    decision: str = ""
    more: int = 0

    def read_from(self, key: str) -> "Step":
        """The step with `key` on the left."""
        return self if self.left == key else replace(self, left=self.right, right=self.left)

    def shown(self, view: View) -> "Step":
        """The step as the view shows it: outside it an identifier's value is empty, and so are people's own words."""
        step = self if view.attributes is None else replace(self, reason="")
        if self.identifier is None or view.shows_identifier(self.identifier.type.removesuffix(CANONICAL)):
            return step
        return replace(step, identifier=Identifier(self.identifier.type, ""))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are asked about: the key or id asked for, the profile that it belongs to now, and its records."""

    asked: str
    profile: str
    records: frozenset[str]

    @property
    def resolved_from(self) -> str | None:
        """The former id that was asked for; None where it was none."""
        return None if self.asked == self.profile or self.asked in self.records else self.asked


@dataclass(frozen=True, slots=True)
class Why:
    """Of one profile: the path of evidence between two of its sides. Of two profiles: all steps between them."""

    a: Side
    b: Side
    steps: tuple[Step, ...]

    @property
    def same(self) -> bool:
        return self.a.profile == self.b.profile


@dataclass(frozen=True)
class IdentityEvidence:
    """All that is stored of one or two profiles: their records by key, the judgements about these, and, by profile,
    who locked it and when."""

    records: Mapping[str, StoredRecord]
    judgements: Sequence[Judgement]
    locks: Mapping[str, tuple[str, str]]
    rules: Rules

    @cached_property
    def joining(self) -> list[Step]:
        """All steps that join two of the records, the strongest first."""
        return [*self._judged(Verdict.SAME, StepKind.SAME), *self._shared()]

    @cached_property
    def judged_different(self) -> Mapping[str, set[str]]:
        """Record key → the records that somebody judged to be another person's."""
        return judged_different(self._active(Verdict.NOT_SAME))

    @cached_property
    def holders(self) -> Mapping[Identifier, Mapping[str, Claim]]:
        """Identifier → record key → its claim on it."""
        holders: dict[Identifier, dict[str, Claim]] = defaultdict(dict)
        for key, record in sorted(self.records.items()):
            for claim in sorted(record.claims, key=lambda claim: claim.identifier):
                holders[claim.identifier][key] = claim
        return holders

    def is_contested(self, identifier: Identifier | None) -> bool:
        """Whether the identifier did not join all of its holders."""
        claims = self.holders[identifier].values() if identifier else ()
        return any(claim.is_contested for claim in claims)

    def why_not_joining(self, claim: Claim) -> str:
        """Why the claim joins nobody: `disowned`, `weak`, `junk` or `shared`; empty where it may."""
        if claim.is_disowned:
            return "disowned"
        if not self.rules.type_rule(claim.identifier.type).joins:
            return "weak"
        if self.rules.is_junk(claim.identifier):
            return "junk"
        return "shared" if is_shared(claim.holders, self.rules) else ""

    def between(self, left: Collection[str], right: Collection[str]) -> Iterator[Step]:
        """The judgements in force about a record of each side."""
        for verdict in (Verdict.NOT_SAME, Verdict.MAYBE, Verdict.SAME):
            for step in self._judged(verdict, StepKind[verdict.name]):
                if step.left in left and step.right in right:
                    yield step
                if step.left in right and step.right in left:
                    yield step.read_from(str(step.right))

    def _active(self, verdict: Verdict) -> list[Judgement]:
        about = [j for j in self.judgements if j.active and j.verdict is verdict]
        within = [j for j in about if {j.left, j.right} <= self.records.keys()]
        return sorted(within, key=lambda j: (-j.score, j.at, j.id))

    def _judged(self, verdict: Verdict, kind: StepKind) -> Iterator[Step]:
        for j in self._active(verdict):
            yield Step(kind, j.left, j.right, judgement=j.id, reason=j.reason, actor=j.actor, at=j.at)

    def _shared(self) -> Iterator[Step]:
        """Identifiers that two records share, but for records that contradict each other: something else joins
        those."""
        for identifier in sorted(self.holders, key=lambda i: (self.rules.type_rule(i.type).priority, i)):
            usable = {key: h for key, h in self.holders[identifier].items() if not self.why_not_joining(h)}
            for a, b in combinations(usable, 2):
                if b not in self.judged_different.get(a, ()) and not self._contradict(a, b):
                    at = max(usable[a].first_seen, usable[b].first_seen)
                    yield Step(StepKind.IDENTIFIER, a, b, identifier, at=at)

    def _contradict(self, a: str, b: str) -> bool:
        return contradict(self.records[a].comparable, self.records[b].comparable, self.rules)
