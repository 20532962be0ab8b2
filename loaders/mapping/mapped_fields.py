"""The fields of a row that a mapping reads, as paths of steps."""

from collections.abc import Iterator

from loaders.formats.field_presence import EACH
from loaders.mapping.event_rules import EventRule, TransactionRule
from loaders.mapping.field_paths import Steps, field_names, path_steps
from loaders.mapping.language import SourceMapping
from loaders.mapping.record_rules import RecordRule
from loaders.mapping.rule_values import Choice, Moment
from loaders.mapping.values import key_fields


def mapped_fields(mapping: SourceMapping) -> Iterator[Steps]:
    """The path of every field that the mapping reads; some more than once."""
    names = [*_record_fields(mapping.record), *(_event_fields(mapping.event) if mapping.event else ())]
    yield from _paths(names, nested=mapping.is_nested)
    if mapping.event and mapping.event.transaction:
        yield from _line_paths(mapping.event.transaction, nested=mapping.is_nested)


def required_fields(mapping: SourceMapping) -> Iterator[Steps]:
    """The paths of the fields that at least one row must have: all but the optional ones, and those inside them."""
    optional = list(_paths(mapping.optional, nested=mapping.is_nested))
    for steps in mapped_fields(mapping):
        if not any(steps[: len(some)] == some for some in optional):
            yield steps


def _paths(names: list[str], *, nested: bool) -> Iterator[Steps]:
    return (path_steps(field, nested=nested) for name in names for field in field_names(name))


def _record_fields(rule: RecordRule) -> Iterator[str]:
    yield from _fields_of(rule.id, rule.observed_at)
    yield from rule.attributes.values()
    for one in rule.identifiers:
        yield from _fields_of(one.field, one.country_field, one.when.field if one.when else None)
    for consent in rule.consents:
        yield from _fields_of(consent.field, consent.at)
    yield from _fields_of(rule.merged_into, rule.gone.field if rule.gone else None)


def _event_fields(rule: EventRule) -> Iterator[str]:
    yield from key_fields(rule.key)
    yield from _fields_of(rule.occurred_at)
    yield from _choice_fields(rule.kind, rule.channel, rule.device, rule.task, rule.direction)
    for about in rule.about:
        yield from _fields_of(about.key, about.name)
    if isinstance(rule.details, dict):
        yield from rule.details.values()
    if transaction := rule.transaction:
        yield from _choice_fields(transaction.status, transaction.currency)
        yield from _fields_of(transaction.number, transaction.total, transaction.discount)


def _line_paths(transaction: TransactionRule, *, nested: bool) -> Iterator[Steps]:
    """The paths of the fields of lines, through every element of their list."""
    if (rule := transaction.lines) is None:
        return
    above = (*path_steps(rule.each, nested=nested), EACH) if rule.each else ()
    fields = list(_fields_of(rule.product, rule.name, rule.quantity, rule.price, rule.discount))
    yield from ((*above, *steps) for steps in _paths(fields, nested=nested))


def _fields_of(*rules: str | Moment | None) -> Iterator[str]:
    for rule in rules:
        if rule is not None:
            yield rule.field if isinstance(rule, Moment) else rule


def _choice_fields(*rules: str | Choice | None) -> Iterator[str]:
    """The fields of choices; a plain word is none."""
    return (rule.field for rule in rules if isinstance(rule, Choice))
