"""The segments that `schema/segments.yaml` declares. docs/segments.md explains the words."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from profile_service.domain.audiences.conditions import (
    MANY,
    Acts,
    AllOf,
    AnyOf,
    Condition,
    Did,
    DidAfterBreak,
    DidFirst,
    DidInOrder,
    DidRegularly,
    HasConsent,
    HasValue,
    Not,
    Spent,
    Window,
)
from profile_service.domain.audiences.segments import Segment
from profile_service.domain.sources.consents import ConsentStatus
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.errors import InvalidInput
from profile_service.schema_data import schema_path
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.declared.yaml_models import (
    Names,
    NonEmptyText,
    StrictModel,
    own_declaration,
    read_declaration,
)

_LONGEST = 20_000
_Count: TypeAlias = Annotated[int, Field(ge=1, le=MANY)]
_DayCount: TypeAlias = Annotated[int, Field(ge=1, le=36_500)]
_Families: TypeAlias = Annotated[list[Annotated[Family, Field(strict=False)]], Field(min_length=1)]
_Stages: TypeAlias = Annotated[list[Literal["before", "during", "after"]], Field(min_length=1)]
_Status: TypeAlias = Annotated[ConsentStatus, Field(strict=False)]


def _day(written: object) -> object:
    """YAML reads 2026-01-01 as a date, JSON as text."""
    return date.fromisoformat(written) if isinstance(written, str) else written


_Day: TypeAlias = Annotated[date, BeforeValidator(_day)]


class _Acts(StrictModel):
    kinds: Names = Field([])
    families: _Families = Field([])
    touchpoints: Names = Field([])
    stages: _Stages = Field([])
    channels: Names = Field([])
    sources: Names = Field([])

    @model_validator(mode="after")
    def _says_what(self) -> "_Acts":
        if not (self.kinds or self.families or self.touchpoints or self.stages):
            raise ValueError("expected kinds, families, touchpoints or stages, such as {families: [order]}")
        declared = {match.touchpoint.name for match in touchpoints().matches}
        if unknown := sorted(set(self.touchpoints) - declared):
            raise ValueError(f"there is no touchpoint {unknown[0]}; `profile-service touchpoints` lists them")
        return self

    @property
    def acts(self) -> Acts:
        return Acts(
            kinds=frozenset(self.kinds),
            families=frozenset(family.value for family in self.families),
            touchpoints=frozenset(self.touchpoints),
            stages=frozenset(self.stages),
            channels=frozenset(self.channels),
            sources=frozenset(self.sources),
        )


class _WindowedActs(_Acts):
    days: _DayCount | None = None
    since: _Day | None = None
    until: _Day | None = None

    @model_validator(mode="after")
    def _one_window(self) -> "_WindowedActs":
        if self.days and (self.since or self.until):
            raise ValueError("expected days, or since and until, and not both")
        if self.since and self.until and self.since > self.until:
            raise ValueError("until is before since; exchange the two days")
        return self

    @property
    def window(self) -> Window:
        return Window(
            self.days, self.since.isoformat() if self.since else None, self.until.isoformat() if self.until else None
        )


class _Did(_WindowedActs):
    at_least: _Count = 1
    at_most: _Count = MANY

    @model_validator(mode="after")
    def _bounds(self) -> "_Did":
        if self.at_most < self.at_least:
            raise ValueError("at_most is less than at_least")
        return self

    @property
    def condition(self) -> Condition:
        return Did(self.acts, self.window, self.at_least, self.at_most)


class _First(_WindowedActs):
    @model_validator(mode="after")
    def _some_window(self) -> "_First":
        if not (self.days or self.since or self.until):
            raise ValueError("expected days, or since and until: when the first one was")
        return self

    @property
    def condition(self) -> Condition:
        return DidFirst(self.acts, self.window)


class _Regularly(_Acts):
    every_days: _DayCount
    times: Annotated[int, Field(ge=2, le=1_000)]

    @property
    def condition(self) -> Condition:
        return DidRegularly(self.acts, self.every_days, self.times)


class _AfterBreak(_WindowedActs):
    break_days: _DayCount

    @property
    def condition(self) -> Condition:
        return DidAfterBreak(self.acts, self.break_days, self.window)


class _Stopped(_Acts):
    """Did it so often, and not any more."""

    at_least: _Count = 1
    days: _DayCount

    @property
    def condition(self) -> Condition:
        return AllOf((Did(self.acts, at_least=self.at_least), Not(Did(self.acts, Window(self.days)))))


class _Sequence(StrictModel):
    steps: Annotated[list[_Acts], Field(min_length=2, max_length=10)]
    within_days: _DayCount
    days: _DayCount | None = None

    @property
    def condition(self) -> Condition:
        return DidInOrder(tuple(step.acts for step in self.steps), self.within_days, Window(self.days))


class _Spent(StrictModel):
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    at_least_minor: int | None = None
    at_most_minor: int | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> "_Spent":
        if self.at_least_minor is None and self.at_most_minor is None:
            raise ValueError("expected at_least_minor, at_most_minor or both, in minor units such as cents")
        return self

    @property
    def condition(self) -> Condition:
        return Spent(self.currency, self.at_least_minor, self.at_most_minor)


class _Attribute(StrictModel):
    name: NonEmptyText
    values: Names = Field([])

    @property
    def condition(self) -> Condition:
        return HasValue(self.name, frozenset(value.lower() for value in self.values))


class _Consent(StrictModel):
    purpose: NonEmptyText
    channel: NonEmptyText | None = None
    status: _Status = ConsentStatus.GRANTED

    @property
    def condition(self) -> Condition:
        return HasConsent(self.purpose, self.channel, self.status)


class _Condition(StrictModel):
    """One condition: exactly one of its words."""

    all_of: Annotated[list["_Condition"] | None, Field(alias="all", min_length=1)] = None
    any_of: Annotated[list["_Condition"] | None, Field(alias="any", min_length=1)] = None
    negated: Annotated["_Condition | None", Field(alias="not")] = None
    did: _Did | None = None
    first: _First | None = None
    regularly: _Regularly | None = None
    after_break: _AfterBreak | None = None
    stopped: _Stopped | None = None
    sequence: _Sequence | None = None
    spent: _Spent | None = None
    attribute: _Attribute | None = None
    consent: _Consent | None = None

    @model_validator(mode="after")
    def _one_word(self) -> "_Condition":
        if len(self.model_fields_set) != 1:
            words = ", ".join(field.alias or name for name, field in type(self).model_fields.items())
            raise ValueError(f"expected exactly one of {words}")
        return self

    @property
    def condition(self) -> Condition:
        if self.all_of:
            return AllOf(tuple(each.condition for each in self.all_of))
        if self.any_of:
            return AnyOf(tuple(each.condition for each in self.any_of))
        if self.negated:
            return Not(self.negated.condition)
        (name,) = self.model_fields_set
        condition: Condition = getattr(self, name).condition
        return condition


class _Segment(StrictModel):
    title: NonEmptyText
    why: NonEmptyText
    who: _Condition


class _SegmentsFile(StrictModel):
    segments: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,59}$")], _Segment]


class _ConditionFile(StrictModel):
    who: _Condition


def segments_from(text: str, where: str) -> dict[str, Segment]:
    """The segments in YAML text, by name. Raises InvalidInput naming `where`, the line and what was expected."""
    file = read_declaration(_SegmentsFile, text, where)
    return {
        name: Segment(name, declared.title, declared.why, declared.who.condition)
        for name, declared in file.segments.items()
    }


def condition_from(text: str, where: str) -> Condition:
    """The condition in YAML or JSON text: `who: {did: {families: [order]}}`. Raises InvalidInput as `segments_from`."""
    if len(text) > _LONGEST:
        raise InvalidInput(f"{where} is longer than {_LONGEST:,} characters; shorten it")
    return read_declaration(_ConditionFile, text, where).who.condition


def acts_from(text: str, where: str) -> Acts:
    """The acts in YAML or JSON text: `families: [order]`. Raises InvalidInput as `segments_from`."""
    if len(text) > _LONGEST:
        raise InvalidInput(f"{where} is longer than {_LONGEST:,} characters; shorten it")
    return read_declaration(_Acts, text, where).acts


def segments_with_own(path: Path | None) -> Mapping[str, Segment]:
    """The packaged segments, and those of a file of one's own, which take the place of those of their name. Raises
    InvalidInput where the file cannot be read or is not sound."""
    if path is None:
        return packaged_segments()
    text = own_declaration(path, "PROFILE_SEGMENTS", "segments")
    return {**packaged_segments(), **segments_from(text, f"PROFILE_SEGMENTS: {path}")}


@cache
def packaged_segments() -> Mapping[str, Segment]:
    path = schema_path("segments.yaml")
    return segments_from(path.read_text(encoding="utf-8"), str(path))
