"""The rules of next actions that `schema/actions.yaml` declares. docs/actions.md explains the words."""

import string
from functools import cache
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from profile_service.domain.actions.action_rules import ActionRule, FactCondition, FieldTest
from profile_service.domain.actions.facts import FACTS, AllowedValues, FieldType
from profile_service.domain.actions.findings import FieldValue
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import Days, NonEmptyText, StrictModel, read_declaration

_BOUNDS = {"at_least", "at_most"}


def _condition(declared: object) -> FactCondition:
    """`{risk: {kind: churn}}`, or `{not: {risk: {kind: churn}}}` for the opposite."""
    fact, tests = _only_entry(declared, "expected a fact with its tests, such as {risk: {kind: churn}}")
    negated = fact == "not"
    if negated:
        fact, tests = _only_entry(tests, "expected a fact after not, such as {not: {risk: {kind: churn}}}")
    if not isinstance(fact, str) or fact not in FACTS:
        raise ValueError(f"there is no fact {fact}; choose one of {', '.join(sorted(FACTS))}")
    return FactCondition(fact, _field_tests(fact, tests), negated)


def _only_entry(declared: object, otherwise: str) -> tuple[object, object]:
    """Key and value of an object of one entry. Raises ValueError with the text `otherwise` where it is none."""
    if not isinstance(declared, dict) or len(declared) != 1:
        raise ValueError(otherwise)
    ((key, value),) = declared.items()
    return key, value


def _field_tests(fact: str, declared: object) -> tuple[FieldTest, ...]:
    if isinstance(declared, dict):
        return tuple(_field_test(fact, name, wanted) for name, wanted in declared.items())
    raise ValueError(f"expected tests of {fact}, such as {{kind: churn}}, or {{}} for none")


def _field_test(fact: str, name: str, wanted: object) -> FieldTest:
    fields = FACTS[fact].fields
    if name not in fields:
        raise ValueError(f"{fact} has no field {name}; choose one of {', '.join(sorted(fields))}")
    if fields[name] is FieldType.NUMBER:
        return _bounds_test(f"{fact}.{name}", name, wanted)
    words = wanted if isinstance(wanted, list) else [wanted]
    if not words:
        raise ValueError(f"{fact}.{name}: expected at least one word")
    return FieldTest(name, tuple(_word(f"{fact}.{name}", fields[name], word) for word in words))


def _word(where: str, allowed: AllowedValues, word: object) -> FieldValue:
    """The word, where the field may hold it."""
    if isinstance(allowed, tuple):
        if isinstance(word, str) and word in allowed:
            return word
        raise ValueError(f"{where}: expected one of {', '.join(allowed)}")
    if (allowed is FieldType.TEXT and isinstance(word, str)) or (allowed is FieldType.FLAG and isinstance(word, bool)):
        return word
    raise ValueError(f"{where}: expected {allowed.value}")


def _bounds_test(where: str, name: str, wanted: object) -> FieldTest:
    if not isinstance(wanted, dict) or not wanted or not wanted.keys() <= _BOUNDS:
        raise ValueError(f"{where}: expected bounds, such as {{at_least: 2}} or {{at_least: 2, at_most: 5}}")
    if not all(isinstance(bound, int | float) and not isinstance(bound, bool) for bound in wanted.values()):
        raise ValueError(f"{where}: expected numbers as bounds")
    return FieldTest(name, None, wanted.get("at_least"), wanted.get("at_most"))


_Condition: TypeAlias = Annotated[FactCondition, BeforeValidator(_condition)]


class _Expiry(StrictModel):
    days: Annotated[int, Field(ge=0)] = 0
    hours: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _some_time(self) -> "_Expiry":
        if not self.days and not self.hours:
            raise ValueError("expected hours, days or both, such as {days: 2}")
        return self


class _Action(StrictModel):
    when: _Condition
    only_if: list[_Condition] = Field([], alias="if")
    then: NonEmptyText
    why: NonEmptyText
    purpose: NonEmptyText
    weight: Annotated[int, Field(ge=1, le=100)]
    not_more_often_than: Days
    expires: _Expiry
    never_without_consent: bool = False
    channel: NonEmptyText | None = None

    @field_validator("when")
    @classmethod
    def _when_is_not_negated(cls, when: FactCondition) -> FactCondition:
        if when.negated:
            raise ValueError("an occasion must be there; say not under if")
        return when

    @field_validator("then", "why")
    @classmethod
    def _quotes_only_fields(cls, text: str, info: ValidationInfo) -> str:
        if when := info.data.get("when"):
            _check_quotes(text, when.fact)
        return text


class _ActionsFile(StrictModel):
    actions: Annotated[dict[NonEmptyText, _Action], Field(min_length=1)]


def actions_from(text: str, where: str) -> tuple[ActionRule, ...]:
    """The rules in YAML text. Raises InvalidInput naming `where`, the line and what was expected."""
    file = read_declaration(_ActionsFile, text, where)
    return tuple(_rule(name, declared) for name, declared in file.actions.items())


@cache
def actions() -> tuple[ActionRule, ...]:
    path = schema_path("actions.yaml")
    return actions_from(path.read_text(encoding="utf-8"), str(path))


def _check_quotes(text: str, fact: str) -> None:
    """Raises ValueError where a text quotes anything but a field of the fact."""
    try:
        parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise ValueError("a brace stands alone; write {{ for one that is meant") from error
    # As it would be written: a field alone, without a form or anything inside it.
    quoted = [f"{name}{':' if form else ''}{form or ''}{conversion or ''}" for _, name, form, conversion in parts]
    fields = FACTS[fact].fields
    if unknown := [name for name in quoted if name not in fields]:
        raise ValueError(f"{fact} has no field {unknown[0]}; quote one of {', '.join(sorted(fields))}")


def _rule(name: str, declared: _Action) -> ActionRule:
    return ActionRule(
        name=name,
        when=declared.when,
        only_if=tuple(declared.only_if),
        then=declared.then,
        why=declared.why,
        purpose=declared.purpose,
        weight=declared.weight,
        cool_down_days=declared.not_more_often_than.days,
        expires_hours=24 * declared.expires.days + declared.expires.hours,
        needs_consent=declared.never_without_consent,
        channel=declared.channel,
    )
