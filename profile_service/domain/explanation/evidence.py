"""Why records are one person, or are not, and how a profile came to be: the steps, and what they are drawn from.

domain/explanation/paths.py finds them, domain/explanation/sentences.py says them in words.
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
    # What joins two records.
    IDENTIFIER = "identifier"  # both hold it
    SAME = "same"  # somebody judged that they are the same person
    LOCK = "lock"  # they are in a profile that somebody locked
    # What keeps them apart, or fails to join them.
    NOT_SAME = "not_same"  # somebody judged that they are not
    MAYBE = "maybe"  # somebody judged that they may be
    CONTRADICTION = "contradiction"  # they say what cannot be true of one person; `detail` in words
    CONTESTED = "contested"  # both hold it, and an obstacle (`detail`) is in its way
    ENDED = "ended"  # both hold it, but a newer claim has ended the older one
    POWERLESS = "powerless"  # both hold it, and it joins nobody: `detail` is junk, weak, shared or disowned
    NOTHING = "nothing"  # they have nothing in common that counts
    # What happened to a profile.
    LOADED = "loaded"  # a record, for the first time
    CREATED = "created"
    MERGED = "merged"
    SPLIT = "split"
    JUDGED = "judged"
    RETRACTED = "retracted"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason, or one thing that happened. `left` and `right` are record keys; `at` is fixed-width UTC text.

    `detail`: of a judgement that was made or retracted its verdict; of others see `StepKind`. `reason`: what the
    actor gave as such. `others`: the profiles that merged into `profile`, or that its `records` left for. `seq`: the
    number of the change that it tells of.
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

    def read_from(self, key: str) -> "Step":
        """The same with `key` on the left."""
        return self if self.left == key else replace(self, left=self.right, right=self.left)

    def shown(self, view: View) -> "Step":
        """Without what the view does not show: an identifier's value then is empty, and so are people's own words."""
        step = self if view.attributes is None else replace(self, reason="")
        if self.identifier is None or view.shows_identifier(self.identifier.type.removesuffix(CANONICAL)):
            return step
        return replace(step, identifier=Identifier(self.identifier.type, ""))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are asked about: what was asked for, the profile that it is in now, and its records there."""

    asked: str
    profile: str
    records: frozenset[str]

    @property
    def resolved_from(self) -> str | None:
        """The old id that was asked for, if it was one."""
        return None if self.asked == self.profile or self.asked in self.records else self.asked


@dataclass(frozen=True, slots=True)
class Why:
    """Of one profile: the path of evidence between two of its sides. Of two: all that stands between them."""

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
        """All that joins two of the records, the strongest first."""
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
        """The judgements in force about a record of each."""
        for verdict in (Verdict.NOT_SAME, Verdict.MAYBE, Verdict.SAME):
            for step in self._judged(verdict, StepKind[verdict.name]):
                if step.left in left and step.right in right:
                    yield step
                if step.left in right and step.right in left:
                    yield step.read_from(str(step.right))

    def _active(self, verdict: Verdict) -> list[Judgement]:
        found = [j for j in self.judgements if j.active and j.verdict is verdict]
        found = [j for j in found if {j.left, j.right} <= self.records.keys()]
        return sorted(found, key=lambda j: (-j.score, j.at, j.id))

    def _judged(self, verdict: Verdict, kind: StepKind) -> Iterator[Step]:
        for j in self._active(verdict):
            yield Step(kind, j.left, j.right, judgement=j.id, reason=j.reason, actor=j.actor, at=j.at)

    def _shared(self) -> Iterator[Step]:
        """Not between two that could not be one person by it: something else then holds them together."""
        for identifier in sorted(self.holders, key=lambda i: (self.rules.type_rule(i.type).priority, i)):
            usable = {key: h for key, h in self.holders[identifier].items() if not self.why_not_joining(h)}
            for a, b in combinations(usable, 2):
                if b not in self.judged_different.get(a, ()) and not self._contradict(a, b):
                    at = max(usable[a].first_seen, usable[b].first_seen)
                    yield Step(StepKind.IDENTIFIER, a, b, identifier, at=at)

    def _contradict(self, a: str, b: str) -> bool:
        return contradict(self.records[a].comparable, self.records[b].comparable, self.rules)
