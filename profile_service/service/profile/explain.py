"""Explain identity: why two are one person or not, how a profile came to be, and what happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.masks import Masks
from profile_service.domain.access.rights import allows
from profile_service.domain.access.visibility import RESTRICTED
from profile_service.domain.explanation.evidence import IdentityEvidence, Side, Step, StepKind, Why
from profile_service.domain.explanation.paths import joining_steps, path, separation
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.stewardship.changes import ChangeKind, RecordedChange, moved_event
from profile_service.domain.stewardship.decisions import undone_decision
from profile_service.domain.values.cursors import check_first, read_cursor, write_cursor
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound, Restricted
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.text import clean
from profile_service.service.access.erased_ids import require_not_erased
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.declared.views import view_named
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.store.engine.store import Store
from profile_service.store.privacy.restrictions import any_restricted
from profile_service.store.resolution import judgements
from profile_service.store.stewardship import history as histories

_MAX_STEPS = 1_000
_MAX_ASK = 512
_NO_END = 2**62
_BIRTH = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Steps of one profile. `resolved_from`: the old id that was asked for, if it was one."""

    profile: str
    resolved_from: str | None
    steps: tuple[Step, ...]
    has_next: bool = False

    @property
    def cursor(self) -> str | None:
        """Where the next page of a history begins."""
        return cursor_of(self.steps[-1]) if self.steps else None


def cursor_of(step: Step) -> str:
    return write_cursor(str(step.seq))


class Explainer:
    """Explains records and profiles, named by a record's key or a profile's id, old ids too. Reads only.

    `views`: those that can be named; the packaged ones where none are given. `masks`: how values are masked for the
    caller. Raises Forbidden for what they may not read. `acts`: where it is noted who is shown.
    """

    def __init__(
        self,
        store: Store,
        views: Mapping[str, View] | None = None,
        caller: Caller = LOCAL,
        masks: Masks | None = None,
        acts: AuditedActs = NOT_AUDITED,
    ) -> None:
        self._store = store
        self._masks = masks
        self._views = views
        self._caller = caller
        self._acts = acts

    async def why(self, a: str, b: str, view: str | None = None) -> Why:
        """Why the two are one person, or what keeps them apart. Raises NotFound where one of them does not exist."""
        shown = self._view(view)
        left, right = await self._sides(a, b)
        evidence = await self._evidence({left.profile, right.profile}, (await active_rules(self._store)).rules)
        left, right = _filled(left, evidence), _filled(right, evidence)
        if left.profile == right.profile:
            left, right = _apart_from_part(left, right)
            steps = path(evidence, left.records, right.records)
        else:
            steps = separation(evidence, left, right)
        self._acts.shows("why", [left.profile, right.profile], shown, rows=len(steps))
        return Why(left, right, tuple(self._shown(step, shown) for step in steps))

    async def how(self, profile: str, view: str | None = None) -> Explanation | None:
        """The steps by which a profile came to be, in order of time; None where there never was one."""
        shown = self._view(view)
        side = await self._side(profile)
        if side is None:
            self._acts.shows("how", [], shown)
            return None
        evidence = await self._evidence({side.profile}, (await active_rules(self._store)).rules)
        lasting = await self._lasting(side.profile, _NO_END, _MAX_STEPS)
        steps = sorted([*joining_steps(evidence), *reversed(lasting)], key=lambda step: step.at or "")
        self._acts.shows("how", _named(side, steps), shown, rows=len(steps))
        return Explanation(side.profile, side.resolved_from, tuple(self._shown(step, shown) for step in steps))

    async def history(
        self, profile: str, first: int, cursor: str | None, view: str | None = None
    ) -> Explanation | None:
        """A page of the history of a profile and of those that merged into it, newest first, its creation last."""
        check_first(first)
        shown, before = self._view(view), _position(cursor)
        first = self._caller.rights.page(first)
        side = await self._side(profile)
        if side is None:
            self._acts.shows("history", [], shown)
            return None
        steps = await self._lasting(side.profile, before, first + 1)
        if len(steps) <= first and before > _BIRTH:
            steps += await self._birth(side.profile)
        shown_steps = tuple(self._shown(step, shown) for step in steps[:first])
        self._acts.shows("history", _named(side, shown_steps), shown, rows=len(shown_steps))
        return Explanation(side.profile, side.resolved_from, shown_steps, has_next=len(steps) > first)

    def _view(self, name: str | None) -> View:
        return view_named(decide_read(self._caller, "explanations", name).required().view, self._views)

    def _shown(self, step: Step, view: View) -> Step:
        """The step as the view shows it, with what is masked for the caller masked: an identifier's value, and people's
        own words, which may name anybody."""
        shown = step.shown(view)
        if self._masks is None or not self._masks.by_name:
            return shown
        masked = replace(shown, reason="")
        identifier = masked.identifier
        if identifier is None or not identifier.value:
            return masked
        value = self._masks.value(identifier.type.removesuffix(CANONICAL), identifier.value)
        return replace(masked, identifier=Identifier(identifier.type, value))

    async def _sides(self, a: str, b: str) -> tuple[Side, Side]:
        readable = [_readable(a), _readable(b)]
        sides = await histories.sides(self._store, readable)
        for name, ask in zip("ab", readable, strict=True):
            if ask not in sides:
                await require_not_erased(self._store.read, self._store.secret, [ask])
                # It says that there is the other one.
                self._acts.refuses("why", NotFound.code, [side.profile for side in sides.values()])
                raise NotFound(f"{name} is no record and no profile; give a record's key (source:id) or a profile's id")
        await self._require_unrestricted(sides.values())
        return sides[readable[0]], sides[readable[1]]

    async def _side(self, ask: str) -> Side | None:
        readable = _readable(ask)
        side = (await histories.sides(self._store, [readable])).get(readable)
        if side is None:
            await require_not_erased(self._store.read, self._store.secret, [readable])
        else:
            await self._require_unrestricted([side])
        return side

    async def _require_unrestricted(self, sides: Iterable[Side]) -> None:
        """Raises Restricted where the caller may not know of one of the profiles; costs a read for those alone who do
        not answer for privacy."""
        if not allows(self._caller.rights.reads, "privacy") and await any_restricted(
            self._store.read, {side.profile for side in sides}
        ):
            raise Restricted(RESTRICTED)

    async def _evidence(self, profiles: set[str], rules: Rules) -> IdentityEvidence:
        records = await histories.records(self._store, profiles)
        judged = [key for key, record in records.items() if record.judged]
        about = await judgements.judgements_from(self._store.read, judged)
        locks: dict[str, tuple[str, str]] = {}
        if any(record.lock for record in records.values()):
            lives = await histories.profile_headers(self._store, profiles)
            locks = {id: life.lock for id, life in lives.items() if life.lock}
        return IdentityEvidence(records, about, locks, rules)

    async def _lasting(self, profile: str, before: int, limit: int) -> list[Step]:
        """Newest first."""
        lives = await histories.profile_headers(self._store, [profile])
        ids = [profile, *(lives[profile].former if profile in lives else ())]
        changes = await histories.changes(self._store, ids, before, limit)
        notes = {recorded.change.note for recorded in changes}
        judged = await judgements.judgements_from(
            self._store.read, [left for note in notes if (left := judgements.left_of(note))]
        )
        by_id = {judgement.id: judgement for judgement in judged}
        return [_step(recorded, by_id.get(recorded.change.note)) for recorded in changes]

    async def _birth(self, profile: str) -> list[Step]:
        lives = await histories.profile_headers(self._store, [profile])
        return [Step(StepKind.CREATED, at=life.created_at, profile=life.id, seq=_BIRTH) for life in lives.values()]


def _named(side: Side, steps: Iterable[Step]) -> list[str]:
    """The profiles that an answer names: the one that was asked about, and those that its steps tell of."""
    others = [id for step in steps for id in (step.profile, *step.others) if id]
    return [side.profile, *others]


def _step(recorded: RecordedChange, judgement: Judgement | None) -> Step:
    change = recorded.change
    undone = undone_decision(change.note)
    moved = moved_event(change.note) if change.kind is ChangeKind.EVENTS else None
    is_plain_undo = undone is not None and change.kind in {ChangeKind.JUDGED, ChangeKind.EVENTS}
    kind = StepKind.UNDONE if is_plain_undo else StepKind.EVENT_MOVED if moved else StepKind(change.kind.value)
    step = Step(
        kind,
        detail=undone or moved or change.note,
        reason=recorded.reason,
        actor=recorded.actor,
        at=recorded.at,
        profile=change.profile,
        others=change.others,
        records=change.records,
        seq=recorded.seq,
        decision=recorded.decision,
    )
    return step if judgement is None or step.kind is not StepKind.JUDGED else _about(step, judgement)


def _about(step: Step, judgement: Judgement) -> Step:
    """The step with its judgement, which has two steps where it was retracted: when it was made, and when it was
    retracted."""
    retracted = judgement.retracted_at is not None and judgement.retracted_at <= (step.at or "")
    return replace(
        step,
        kind=StepKind.RETRACTED if retracted else StepKind.JUDGED,
        left=judgement.left,
        right=judgement.right,
        judgement=judgement.id,
        detail=judgement.verdict.value,
        reason=judgement.reason,
    )


def _filled(side: Side, evidence: IdentityEvidence) -> Side:
    """The side with its records now: all of its profile's where none of those that it named is left."""
    mine = frozenset(key for key, record in evidence.records.items() if record.profile == side.profile)
    if not mine:
        raise Conflict("one of the two has no records any more, or changed while it was read; ask again")
    return replace(side, records=side.records & mine or mine)


def _apart_from_part(a: Side, b: Side) -> tuple[Side, Side]:
    """Where one side is a part of the other: the part and the rest, so that there is a path between them."""
    if a.records < b.records:
        return a, replace(b, records=b.records - a.records)
    if b.records < a.records:
        return replace(a, records=a.records - b.records), b
    return a, b


def _position(cursor: str | None) -> int:
    if cursor is None:
        return _NO_END
    text = read_cursor(cursor)
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InvalidInput("the cursor is not one of a history; take endCursor of the page before")
    return int(text)


def _readable(ask: str) -> str:
    cleaned = clean(ask)
    if len(cleaned) > _MAX_ASK:
        raise InvalidInput(f"what is asked about is longer than {_MAX_ASK} characters")
    return cleaned
