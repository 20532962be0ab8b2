"""Steward commands: judge, merge, split, lock, move an identifier or an event, decide on contested ones, note."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from uuid_utils import uuid7

from profile_service.domain.access.access_decisions import (
    decide_mutation,
    decide_note_change,
    decide_read,
    decide_reveal,
)
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.masks import Masks
from profile_service.domain.access.rights import Mutation, NoteChange, allows
from profile_service.domain.profile.notes import Note, NoteVersion, event_key, valid_note
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import EVERYTHING, Effect, ReviewFilter, ReviewItem, StewardCommand
from profile_service.domain.values.errors import Forbidden, InvalidInput, ProfileError
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.text import clean, without_unseen
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.stewardship import judge as judging
from profile_service.service.stewardship import lock as locking
from profile_service.service.stewardship import move_event, move_identifier, notes, proposed_merges, undo_decision
from profile_service.service.stewardship import reveal as revealing
from profile_service.service.stewardship import review as reviewing
from profile_service.service.stewardship import split as parting
from profile_service.service.stewardship.command_execution import Work, execute
from profile_service.service.stewardship.masked_words import words_to_store
from profile_service.service.stewardship.run_undos import RunUndos, UndoForecast
from profile_service.store.engine.store import Store
from profile_service.store.profile.notes import recorded_note

MOST_PROPOSED = 10


class Stewardship:
    """Every command is one transaction: it happens as a whole, once for each idempotency key, or not at all.

    Profiles may be named by old ids, records by their keys. Raises NotFound for what is not there, InvalidInput for
    what makes no sense, and Conflict where a profile is locked or not as the command expects it, or where a judgement
    forbids the command, and Forbidden for what the caller may not do.
    """

    def __init__(
        self,
        store: Store,
        caller: Caller = LOCAL,
        acts: AuditedActs = NOT_AUDITED,
        undos: RunUndos | None = None,
        masks: Masks | None = None,
    ) -> None:
        """`undos`: the load runs that the server takes back; None where that ends with the command. `masks`: those of
        the caller, None where everything is clear to them."""
        self._store = store
        self._caller = caller
        self._acts = acts
        self._undos = undos
        self._masks = masks

    async def judge(self, left: str, right: str, verdict: Verdict, score: float, command: StewardCommand) -> Effect:
        """Judge that two records are, are not, or may be the same, in the place of an earlier judgement about them."""
        self._may("judge")
        left, right = _id(left), _id(right)
        if left == right:
            raise InvalidInput("a record is always the same as itself; name two")
        if not 0 <= score <= 1:
            raise InvalidInput("the score is not from 0 to 1")
        pair = (min(left, right), max(left, right))
        contents = ["judge", *pair, verdict.value, score]
        return await self._execute(
            "judge", command, contents, lambda execution: judging.judge(execution, pair, verdict, score)
        )

    async def retract(self, judgement: str, command: StewardCommand) -> Effect:
        """Take back a judgement, which stays in history. Nothing changes where it is retracted already."""
        self._may("retractJudgement")
        judgement = _id(judgement)
        return await self._execute(
            "retractJudgement", command, ["retract", judgement], lambda execution: judging.retract(execution, judgement)
        )

    async def merge(
        self, profiles: Sequence[str], command: StewardCommand, *, despite: Iterable[ContradictionKind] = ()
    ) -> Effect:
        """Judge all records of the profiles to be the same, so that they are one whatever the rules say. Nothing
        changes where they are one already. Raises Contradicted where they contradict each other in another way than
        those `despite` which they are one."""
        self._may("mergeProfiles")
        ids, named = sorted(set(map(_id, profiles))), set(despite)
        if len(ids) < 2:
            raise InvalidInput("a merge takes two profiles or more")
        contents = ["merge", ids, *_kinds(named)]
        return await self._execute(
            "mergeProfiles", command, contents, lambda execution: judging.merge_named(execution, ids, named)
        )

    async def propose(self, profiles: Sequence[str], command: StewardCommand) -> Effect:
        """Propose to merge profiles, which waits in the review queue until somebody accepts or declines it. Nothing
        changes where they are one already, or where the same waits. Raises Conflict where a judgement says otherwise.
        """
        self._may("proposeMerge")
        ids = sorted(set(map(_id, profiles)))
        if not 2 <= len(ids) <= MOST_PROPOSED:
            raise InvalidInput(f"a proposal takes 2 to {MOST_PROPOSED} profiles")
        return await self._execute(
            "proposeMerge", command, ["propose", ids], lambda execution: proposed_merges.propose(execution, ids)
        )

    async def split(
        self, profile: str, records: Sequence[str], command: StewardCommand, *, together: bool = False
    ) -> Effect:
        """Split records off a profile: these alone, or together with all records that joined it with them.

        Judgements that they are the same as records which stay are retracted; where that is not enough, they are judged
        not to be the same.
        """
        self._may("splitProfile")
        profile, keys = _id(profile), frozenset(map(_id, records))
        if not keys:
            raise InvalidInput("a split takes one record or more")
        contents = ["split", profile, sorted(keys), together]
        return await self._execute(
            "splitProfile",
            command,
            contents,
            lambda execution: parting.split(execution, profile, keys, together=together),
        )

    async def lock(self, profile: str, command: StewardCommand) -> Effect:
        """Keep a profile's records together, and everybody else's out. Nothing changes where it is locked already."""
        self._may("lockProfile")
        profile = _id(profile)
        return await self._execute(
            "lockProfile", command, ["lock", profile], lambda execution: locking.lock(execution, profile)
        )

    async def unlock(self, profile: str, command: StewardCommand) -> Effect:
        """Let the rules and judgements decide again. Nothing changes where it is not locked."""
        self._may("unlockProfile")
        profile = _id(profile)
        return await self._execute(
            "unlockProfile", command, ["unlock", profile], lambda execution: locking.unlock(execution, profile)
        )

    async def move_identifier(
        self, identifier: Identifier, source: str, target: str | None, command: StewardCommand
    ) -> Effect:
        """Take an identifier from a record, and let another one hold it; without a target nobody does.

        Its first record keeps it, disowned. Moving it back restores it; a record that is its own target gets back an
        identifier that was taken from it.
        """
        self._may("moveIdentifier")
        source, target = _id(source), None if target is None else _id(target)
        contents = ["move identifier", identifier.key, source, target]
        return await self._execute(
            "moveIdentifier",
            command,
            contents,
            lambda execution: move_identifier.move(execution, identifier, source, target),
        )

    async def move_event(self, event: str, record: str, command: StewardCommand) -> Effect:
        """Let an event (key) belong to another record (key), also when its source states it again. Moved to the record
        that its source names, it is as if it had never been moved. Nothing changes where it is there already."""
        self._may("moveEvent")
        event, record = _id(event), _id(record)
        contents = ["move event", event, record]
        return await self._execute(
            "moveEvent", command, contents, lambda execution: move_event.move_event(execution, event, record)
        )

    async def undo(self, decision: str, command: StewardCommand) -> Effect:
        """Undo a decision as a whole: what it stated counts as never made, and what later ones stated stays. Undoing an
        undo makes the decision hold again. Nothing changes where it is undone already."""
        self._may("undo")
        decision = _id(decision)
        return await self._execute(
            "undo", command, ["undo", decision], lambda execution: undo_decision.undo(execution, decision)
        )

    async def undo_run(self, run: str, command: StewardCommand) -> UndoForecast | None:
        """Take a load run back, which may go on after the answer (RunUndos); in a dry run, what would happen. Raises
        InvalidInput where no reason is given, TooLarge where only the command tells what would happen."""
        self._may("undoRun")
        decide_read(self._caller, "load_runs").required()
        run, by, undos = _id(run), command.checked(), self._undos or RunUndos(self._store)
        if by.dry_run:
            forecast = await undos.forecast(run)
            self._acts.changes("undoRun", (), {"dryRun": True, "run": run})
            return forecast
        if not by.reason:
            raise InvalidInput("the reason is blank; say why the run is taken back")
        await self._acts.begins("undoRun", by.reason)
        await undos.begin(run, by, self._acts.apart())
        return None

    async def review(
        self, first: int, after: str | None, wanted: ReviewFilter = EVERYTHING
    ) -> tuple[list[ReviewItem], bool]:
        """A page of what waits for a decision, the longest waiting first, and whether there is more.
        `after`: the cursor of the item before."""
        decide_read(self._caller, "review").required()
        items, has_next = await reviewing.review(self._store, first, after, wanted, self._caller.rights)
        self._acts.shows("reviewQueue", [id for item in items for id in item.records], rows=len(items))
        return items, has_next

    async def review_item(self, key: str) -> ReviewItem | None:
        """The item of the review queue with this key; None where it does not wait, or not any more."""
        decide_read(self._caller, "review").required()
        item = await reviewing.review_item(self._store, key, self._caller.rights)
        self._acts.shows("reviewItem", list(item.records) if item else [], rows=1 if item else 0)
        return item

    async def accept(self, item: str, command: StewardCommand, *, despite: Iterable[ContradictionKind] = ()) -> Effect:
        """Merge the profiles between which an identifier stands, or that a proposal names; `item` is its key, such as
        `phone:+14155550101`. Raises Contradicted as `merge` does."""
        self._may("acceptReview")
        item, named = _id(item), set(despite)
        contents = ["accept", item, *_kinds(named)]
        return await self._execute(
            "acceptReview", command, contents, lambda execution: reviewing.accept(execution, item, named)
        )

    async def decline(self, item: str, command: StewardCommand) -> Effect:
        """Judge that those who hold an identifier in one profile are not the same as those in another, nor those whom
        the identifier alone had joined; `item` is its key. Raises Conflict where nothing would follow."""
        self._may("declineReview")
        item = _id(item)
        return await self._execute(
            "declineReview", command, ["decline", item], lambda execution: reviewing.decline(execution, item)
        )

    async def record(self, profile: str, note: Note, command: StewardCommand) -> tuple[str, Effect]:
        """Write down an interaction with the customer; the key of its event, and the effect. The next read shows it."""
        self._may("recordInteraction")
        profile, note = _id(profile), valid_note(note, touchpoints(), utc_now())
        key = command.key or str(uuid7())
        effect = await self._execute(
            "recordInteraction",
            replace(command, key=key),
            ["record", profile, *note.fingerprint()],
            lambda execution: notes.record(execution, profile, note, key, self._caller),
        )
        return event_key(note, key), effect

    async def reveal(self, profile: str, name: str, command: StewardCommand) -> Effect:
        """Write down, for the history, that the caller is shown a value that is masked for them. Raises Forbidden where
        their role may not reveal it, InvalidInput where no reason is given."""
        decide_reveal(self._caller, name).required()
        if not command.checked().reason:
            raise InvalidInput("the reason is blank; say why the value is needed")
        contents = ["reveal", profile, name]
        return await self._execute(
            "revealValue", command, contents, lambda execution: revealing.reveal(execution, profile, name)
        )

    async def correct_note(self, event: str, words: Mapping[str, str | None], command: StewardCommand) -> Effect:
        """Replace words of an interaction that was recorded here: `topic`, `outcome`, `text`; None leaves one as it is,
        a blank text takes it away. One that comes back as it was shown to the caller, masked, leaves it as it is, too.
        Raises InvalidInput where one was changed and still holds a masked value."""
        event = _id(event)
        await self._may_change_note("correctInteraction", event)
        contents = ["correct note", event, sorted(words.items())]
        if self._masks:
            words = await words_to_store(self._store, event, words, self._masks, self._caller.rights)
        return await self._execute(
            "correctInteraction", command, contents, lambda execution: notes.correct(execution, event, words)
        )

    async def withdraw_note(self, event: str, command: StewardCommand) -> Effect:
        """Take back an interaction that was recorded here. Its history keeps what it said."""
        event = _id(event)
        await self._may_change_note("withdrawInteraction", event)
        contents = ["withdraw note", event]
        return await self._execute(
            "withdrawInteraction", command, contents, lambda execution: notes.withdraw(execution, event)
        )

    async def note_versions(self, event: str) -> tuple[NoteVersion, ...]:
        """What a recorded interaction said before it was corrected or withdrawn, the oldest first.

        Raises Forbidden also where values are masked for the caller: these are people's own words and may name anybody.
        """
        decide_read(self._caller, "explanations").required()
        if self._caller.rights.clear is not None:
            raise Forbidden(f"for the role {self._caller.role} values are masked, and earlier words may hold any")
        stored = await recorded_note(self._store.read, event)
        versions = stored.versions if stored else ()
        self._acts.shows("interactionVersions", stored.profiles if stored else (), rows=len(versions))
        return versions

    async def _execute(
        self, mutation: Mutation, command: StewardCommand, contents: Sequence[object], work: Work
    ) -> Effect:
        """Execute the command between two lines of the audit: that it begins, and what became of it."""
        await self._acts.begins(mutation, command.reason)
        try:
            effect = await execute(self._store, command, contents, work)
        except ProfileError as error:
            self._acts.refuses(mutation, error.code)
            raise
        named = [*effect.profiles, *(id for change in effect.changes for id in (change.profile, *change.others))]
        details = {"dryRun": True} if effect.dry_run else {"decision": effect.decision}
        self._acts.changes(mutation, named, details, command.reason)
        return effect

    async def _may_change_note(self, mutation: NoteChange, event: str) -> None:
        """Raises Forbidden where the caller may not change the note. Who wrote it is read where that decides; of a note
        that is not there the change itself says so."""
        if decide_mutation(self._caller, mutation).allowed or not allows(self._caller.rights.own_notes, mutation):
            self._may(mutation)
            return
        stored = await recorded_note(self._store.read, event)
        if stored and stored.event:
            writer = stored.event.details.get("agent")
            decide_note_change(self._caller, mutation, writer, stored.writer).required()

    def _may(self, mutation: Mutation) -> None:
        decide_mutation(self._caller, mutation).required()


def _id(text: str) -> str:
    """The id or key as it is stored, without the blanks and line ends that come along where it is pasted or read from a
    file. Raises InvalidInput where it cannot be one."""
    try:
        return without_unseen(clean(text))
    except InvalidInput as error:
        raise InvalidInput(f"an id {error}") from error


def _kinds(despite: Collection[ContradictionKind]) -> list[list[str]]:
    """What the kinds add to the contents of a command: nothing where there are none."""
    return [sorted(kind.value for kind in despite)] if despite else []
