"""Mutations: the commands of a steward, and the recording of interactions."""

from collections.abc import Awaitable

import strawberry

from profile_service.api.graphql.queries.privacy_queries import PrivacyMutations
from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.stewardship.notes import (
    CorrectInteractionInput,
    RecordedInteraction,
    RecordInteractionInput,
    WithdrawInteractionInput,
)
from profile_service.api.types.stewardship.revealed import RevealedValue, RevealValueInput
from profile_service.api.types.stewardship.run_undo import UndoneRun, UndoRunInput
from profile_service.api.types.stewardship.stewardship import (
    AcceptReviewInput,
    DeclineReviewInput,
    Effect,
    JudgeInput,
    LockProfileInput,
    MergeProfilesInput,
    MoveEventInput,
    MoveIdentifierInput,
    ProposeMergeInput,
    RetractJudgementInput,
    SplitProfileInput,
    StewardCommandInput,
    UndoInput,
    UnlockProfileInput,
)
from profile_service.api.types.values.arguments import Command
from profile_service.api.types.values.fields import resolver, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.domain.stewardship import commands as domain
from profile_service.domain.values.errors import NotFound
from profile_service.service.stewardship.run_undos import MOST_RECORDS


@strawberry.type(
    description="Everything that can be changed. A command is one transaction: it happens as a whole or not at all."
)
class Mutation(PrivacyMutations):
    @resolver("Judge whether two source records are the same person.")
    async def judge(self, info: RequestInfo, input: Command[JudgeInput]) -> Effect:
        command = _command(info, input)
        judged = info.context.stewardship.judge(input.left, input.right, input.verdict, input.score, command)
        return await _effect(info, judged)

    @resolver("Retract a judgement; it stays in the history.")
    async def retract_judgement(self, info: RequestInfo, input: Command[RetractJudgementInput]) -> Effect:
        return await _effect(info, info.context.stewardship.retract(input.judgement, _command(info, input)))

    @resolver(
        "Merge profiles into one. The oldest id survives, and the others lead to it. Where they contradict each other, "
        "`despite` names how."
    )
    async def merge_profiles(self, info: RequestInfo, input: Command[MergeProfilesInput]) -> Effect:
        command = _command(info, input)
        merged = info.context.stewardship.merge(input.profiles, command, despite=input.despite)
        return await _effect(info, merged)

    @resolver(
        "Propose to merge profiles. Nothing is merged: it waits in the review queue until somebody accepts or declines "
        "it. A conflict where they were judged to be different."
    )
    async def propose_merge(self, info: RequestInfo, input: Command[ProposeMergeInput]) -> Effect:
        return await _effect(info, info.context.stewardship.propose(input.profiles, _command(info, input)))

    @resolver("Split records off a profile; they stay apart from the rest, whatever identifiers they share.")
    async def split_profile(self, info: RequestInfo, input: Command[SplitProfileInput]) -> Effect:
        command, together = _command(info, input), input.together
        split = info.context.stewardship.split(input.profile, input.records, command, together=together)
        return await _effect(info, split)

    @resolver("Lock a profile: no record joins or leaves it.")
    async def lock_profile(self, info: RequestInfo, input: Command[LockProfileInput]) -> Effect:
        return await _effect(info, info.context.stewardship.lock(input.profile, _command(info, input)))

    @resolver("Unlock a profile: evidence decides again.")
    async def unlock_profile(self, info: RequestInfo, input: Command[UnlockProfileInput]) -> Effect:
        return await _effect(info, info.context.stewardship.unlock(input.profile, _command(info, input)))

    @resolver("Take an identifier from one source record and give it to another, or to none.")
    async def move_identifier(self, info: RequestInfo, input: Command[MoveIdentifierInput]) -> Effect:
        identifier = info.context.reader.identifier(input.identifier.type, input.identifier.value)
        target, command = value_or_none(input.to_record), _command(info, input)
        moved = info.context.stewardship.move_identifier(identifier, input.from_record, target, command)
        return await _effect(info, moved)

    @resolver(
        "Let an event belong to another source record, also when its source states it again. Nothing changes where it "
        "belongs to that already."
    )
    async def move_event(self, info: RequestInfo, input: Command[MoveEventInput]) -> Effect:
        command = _command(info, input)
        return await _effect(info, info.context.stewardship.move_event(input.event, input.record, command))

    @resolver(
        "Decide that all who hold a contested identifier, or whom a proposal names, are one person. Where they "
        "contradict each other, `despite` names how."
    )
    async def accept_review(self, info: RequestInfo, input: Command[AcceptReviewInput]) -> Effect:
        command = _command(info, input)
        return await _effect(info, info.context.stewardship.accept(input.item, command, despite=input.despite))

    @resolver(
        "Decide that an identifier is no evidence: those who hold it are different persons, but for those on whom "
        "something else agrees; or that those whom a proposal names are. A conflict where nothing would follow."
    )
    async def decline_review(self, info: RequestInfo, input: Command[DeclineReviewInput]) -> Effect:
        return await _effect(info, info.context.stewardship.decline(input.item, _command(info, input)))

    @resolver("Show one value that is masked for the caller; the history keeps that it was, and the reason.")
    async def reveal_value(self, info: RequestInfo, input: Command[RevealValueInput]) -> RevealedValue | None:
        customer = await info.context.reader.customer(input.profile)
        if customer is None:
            return None
        golden = customer.revealed(input.name)
        effect = await info.context.stewardship.reveal(customer.profile.id, input.name, _command(info, input))
        if golden is None or effect.dry_run:
            return RevealedValue(name=input.name, value=None, source=None, dry_run=effect.dry_run)
        info.context.revealed.add(golden.winner.value)
        return RevealedValue(name=input.name, value=golden.winner.value, source=golden.winner.source, dry_run=False)

    @resolver(
        "Undo a steward's decision as a whole: the graph is as if it had never been made, and what later decisions "
        "stated stays. Nothing changes where it is undone already. A change of rules resolves all records again; where "
        "there are more than 2,000, the error has the code TOO_LARGE, and `extensions.command` undoes it instead."
    )
    async def undo(self, info: RequestInfo, input: Command[UndoInput]) -> Effect:
        return await _effect(info, info.context.stewardship.undo(input.decision, _command(info, input)))

    @resolver(
        "Take back what one load run did to records and to identity; its events stay. That may go on after the answer: "
        "the run's state is `undoing` until it is done, and where the server ends before, the same command continues. "
        f"A dry run where there are more than {MOST_RECORDS:,} records is an error with the code TOO_LARGE; what is in "
        "`extensions.command` tells it instead."
    )
    async def undo_run(self, info: RequestInfo, input: Command[UndoRunInput]) -> UndoneRun:
        forecast = await info.context.stewardship.undo_run(input.run, input.command(info.context.caller))
        run = await info.context.reader.load_runs.one(input.run)
        if run is None:
            raise NotFound("there is no load run with this id")
        return UndoneRun.of(run, forecast, stopped=info.context.is_stopped(run))

    @resolver("Record an interaction with a customer; the next read shows it.")
    async def record_interaction(
        self, info: RequestInfo, input: Command[RecordInteractionInput]
    ) -> RecordedInteraction:
        if await info.context.reader.hides(input.profile):
            raise NotFound("there is no such profile; look the customer up again")
        event, effect = await info.context.stewardship.record(input.profile, input.note(), _command(info, input))
        profile = Profile.optional(await info.context.reader.customer(input.profile))
        return RecordedInteraction(event=strawberry.ID(event), profile=profile, dry_run=effect.dry_run)

    @resolver("Correct the words of an interaction that was recorded here; its history keeps what it said.")
    async def correct_interaction(self, info: RequestInfo, input: Command[CorrectInteractionInput]) -> Effect:
        corrected = info.context.stewardship.correct_note(input.event, input.words(), _command(info, input))
        return await _effect(info, corrected)

    @resolver("Withdraw an interaction that was recorded here; it is no longer shown, and its history keeps it.")
    async def withdraw_interaction(self, info: RequestInfo, input: Command[WithdrawInteractionInput]) -> Effect:
        return await _effect(info, info.context.stewardship.withdraw_note(input.event, _command(info, input)))


def _command(info: RequestInfo, input: StewardCommandInput) -> domain.StewardCommand:
    return input.command(info.context.caller)


async def _effect(info: RequestInfo, command: Awaitable[domain.Effect]) -> Effect:
    """The command's effect, with the affected profiles as they are read after it."""
    effect = await command
    return Effect.of(effect, await info.context.reader.many.distinct(_affected(effect)))


def _affected(effect: domain.Effect) -> list[str]:
    """Ids of the profiles to read. In a dry run they include profiles that would go away, and some that do not exist
    yet, which reading leaves out."""
    if not effect.dry_run:
        return list(effect.profiles)
    return [*effect.profiles, *(id for change in effect.changes for id in (change.profile, *change.others))]
