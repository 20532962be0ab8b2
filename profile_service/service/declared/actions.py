"""The rules of next actions that `schema/actions.yaml` declares. docs/actions.md explains the words."""

import string
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from profile_service.domain.actions.action_rules import ActionRule, FactCondition, FieldTest
from profile_service.domain.actions.facts import FACTS, FieldType
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import NonEmptyText, StrictModel, read_declaration

_BOUNDS = {"at_least", "at_most"}
_FORMS = {FieldType.TEXT: str, FieldType.FLAG: bool}


def _condition(given: object) -> FactCondition:
    """`{risk: {kind: churn}}`, or `{not: {risk: {kind: churn}}}` for the opposite."""
    fact, tests = _one(given, "expected a fact with its tests, such as {risk: {kind: churn}}")
    denied = fact == "not"
    if denied:
        fact, tests = _one(tests, "expected a fact after not, such as {not: {risk: {kind: churn}}}")
    if fact not in FACTS:
        raise ValueError(f"there is no fact {fact}; choose one of {', '.join(sorted(FACTS))}")
    if not isinstance(tests, dict):
        raise ValueError(f"expected tests of {fact}, such as {{kind: churn}}, or {{}} for none")  # noqa: TRY004  for pydantic
    return FactCondition(fact, tuple(_test(fact, name, wanted) for name, wanted in tests.items()), denied)


def _one(given: object, otherwise: str) -> tuple[Any, Any]:
    if not isinstance(given, dict) or len(given) != 1:
        raise ValueError(otherwise)
    return next(iter(given.items()))


def _test(fact: str, name: str, wanted: object) -> FieldTest:
    fields = FACTS[fact].fields
    if name not in fields:
        raise ValueError(f"{fact} has no field {name}; choose one of {', '.join(sorted(fields))}")
    form = fields[name]
    if form is FieldType.NUMBER:
        return _bounds(f"{fact}.{name}", name, wanted)
    words: list[Any] = wanted if isinstance(wanted, list) else [wanted]
    for word in words:
        if isinstance(form, tuple) and word not in form:
            raise ValueError(f"{fact}.{name}: expected one of {', '.join(form)}")
        if isinstance(form, FieldType) and not isinstance(word, _FORMS[form]):
            raise ValueError(f"{fact}.{name}: expected {form.value}")  # noqa: TRY004  for pydantic
    if not words:
        raise ValueError(f"{fact}.{name}: expected at least one word")
    return FieldTest(name, tuple(words))


def _bounds(where: str, name: str, wanted: object) -> FieldTest:
    if not isinstance(wanted, dict) or not wanted or not wanted.keys() <= _BOUNDS:
        raise ValueError(f"{where}: expected bounds, such as {{at_least: 2}} or {{at_least: 2, at_most: 5}}")
    if not all(isinstance(bound, int | float) and not isinstance(bound, bool) for bound in wanted.values()):
        raise ValueError(f"{where}: expected numbers as bounds")
    return FieldTest(name, None, wanted.get("at_least"), wanted.get("at_most"))


_Condition: TypeAlias = Annotated[FactCondition, BeforeValidator(_condition)]
_Count: TypeAlias = Annotated[int, Field(ge=1)]


class _Span(StrictModel):
    days: _Count


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
    not_more_often_than: _Span
    expires: _Expiry
    never_without_consent: bool = False
    channel: NonEmptyText | None = None

    @field_validator("when")
    @classmethod
    def _must_be_there(cls, when: FactCondition) -> FactCondition:
        if when.negated:
            raise ValueError("an occasion must be there; say not under if")
        return when

    @field_validator("then", "why")
    @classmethod
    def _quotes_what_is_there(cls, text: str, info: ValidationInfo) -> str:
        if when := info.data.get("when"):
            _check_quotes(text, when.fact)
        return text


class _File(StrictModel):
    actions: Annotated[dict[NonEmptyText, _Action], Field(min_length=1)]


def actions_from(text: str, where: str) -> tuple[ActionRule, ...]:
    """What YAML text declares. Raises InvalidInput naming `where`, the line and what was expected."""
    return tuple(_rule(name, each) for name, each in read_declaration(_File, text, where).actions.items())


@cache
def actions() -> tuple[ActionRule, ...]:
    path = schema_path("actions.yaml")
    return actions_from(path.read_text(encoding="utf-8"), str(path))


def _check_quotes(text: str, fact: str) -> None:
    known: Mapping[str, object] = FACTS[fact].fields
    try:
        parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise ValueError("a brace stands alone; write {{ for one that is meant") from error
    # As it would be written: a field alone, without a form or anything inside it.
    quoted = [f"{name}{':' if form else ''}{form or ''}{conversion or ''}" for _, name, form, conversion in parts]
    if unknown := [name for name in quoted if name not in known]:
        raise ValueError(f"{fact} has no field {unknown[0]}; quote one of {', '.join(sorted(known))}")


def _rule(name: str, each: _Action) -> ActionRule:
    return ActionRule(
        name=name,
        when=each.when,
        only_if=tuple(each.only_if),
        then=each.then,
        why=each.why,
        purpose=each.purpose,
        weight=each.weight,
        cool_down_days=each.not_more_often_than.days,
        expires_hours=24 * each.expires.days + each.expires.hours,
        needs_consent=each.never_without_consent,
        channel=each.channel,
    )
