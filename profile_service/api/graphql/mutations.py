"""What may be changed over GraphQL. Each mutation answers with the affected profiles."""

from collections.abc import Awaitable

import strawberry

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.stewardship.notes import RecordedInteraction, RecordInteractionInput
from profile_service.api.types.stewardship.stewardship import (
    AcceptReviewInput,
    DeclineReviewInput,
    Effect,
    JudgeInput,
    LockProfileInput,
    MergeProfilesInput,
    MoveIdentifierInput,
    RetractJudgementInput,
    SplitProfileInput,
    UnlockProfileInput,
)
from profile_service.api.types.values.arguments import Command
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.request import Asked
from profile_service.domain.stewardship import commands as domain


@strawberry.type(
    description="Everything that can be changed. A command is one transaction: it happens as a whole or not at all."
)
class Mutation:
    @worked_out("Judge whether two source records are the same person.")
    async def judge(self, info: Asked, input: Command[JudgeInput]) -> Effect:
        steward = info.context.steward
        return await _answer(info, steward.judge(input.left, input.right, input.verdict, input.score, input.order()))

    @worked_out("Retract a judgement; it stays in the history.")
    async def retract_judgement(self, info: Asked, input: Command[RetractJudgementInput]) -> Effect:
        return await _answer(info, info.context.steward.retract(input.judgement, input.order()))

    @worked_out("Merge profiles into one. The oldest id survives, and the others lead to it.")
    async def merge_profiles(self, info: Asked, input: Command[MergeProfilesInput]) -> Effect:
        return await _answer(info, info.context.steward.merge(input.profiles, input.order()))

    @worked_out("Split records off a profile; they stay apart from the rest, whatever identifiers they share.")
    async def split_profile(self, info: Asked, input: Command[SplitProfileInput]) -> Effect:
        split = info.context.steward.split(input.profile, input.records, input.order(), together=input.together)
        return await _answer(info, split)

    @worked_out("Lock a profile: no record joins or leaves it.")
    async def lock_profile(self, info: Asked, input: Command[LockProfileInput]) -> Effect:
        return await _answer(info, info.context.steward.lock(input.profile, input.order()))

    @worked_out("Unlock a profile: evidence decides again.")
    async def unlock_profile(self, info: Asked, input: Command[UnlockProfileInput]) -> Effect:
        return await _answer(info, info.context.steward.unlock(input.profile, input.order()))

    @worked_out("Take an identifier from one source record and give it to another, or to none.")
    async def move_identifier(self, info: Asked, input: Command[MoveIdentifierInput]) -> Effect:
        moved = info.context.read.identifier(input.identifier.type, input.identifier.value)
        target = given(input.to_record)
        return await _answer(
            info, info.context.steward.move_identifier(moved, input.from_record, target, input.order())
        )

    @worked_out("Decide that all who hold a contested identifier are one person.")
    async def accept_review(self, info: Asked, input: Command[AcceptReviewInput]) -> Effect:
        return await _answer(info, info.context.steward.accept(input.item, input.order()))

    @worked_out("Decide that those who hold a contested identifier are different persons.")
    async def decline_review(self, info: Asked, input: Command[DeclineReviewInput]) -> Effect:
        return await _answer(info, info.context.steward.decline(input.item, input.order()))

    @worked_out("Record an interaction with a customer; the next read shows it.")
    async def record_interaction(self, info: Asked, input: Command[RecordInteractionInput]) -> RecordedInteraction:
        event, effect = await info.context.steward.record(input.profile, input.told(), input.order())
        profile = Profile.of(await info.context.read.customer(input.profile))
        return RecordedInteraction(event=strawberry.ID(event), profile=profile, dry_run=effect.dry_run)


async def _answer(info: Asked, ordered: Awaitable[domain.Effect]) -> Effect:
    """What was done, with the profiles as they are read after it."""
    effect = await ordered
    return Effect.of(effect, await info.context.read.customers(_affected(effect)))


def _affected(effect: domain.Effect) -> list[str]:
    """In a dry run also those that would go; what would be new is not there to be shown."""
    named = [id for change in effect.changes for id in (change.profile, *change.others)] if effect.dry_run else []
    return [*effect.profiles, *named]
