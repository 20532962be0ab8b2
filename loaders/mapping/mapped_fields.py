"""The fields of a row that a mapping names."""

from collections.abc import Iterator

from loaders.mapping.event_rules import EventRule
from loaders.mapping.language import SourceMapping
from loaders.mapping.record_rules import RecordRule
from loaders.mapping.rule_values import Choice, Moment
from loaders.mapping.values import key_fields


def mapped_fields(mapping: SourceMapping) -> Iterator[str]:
    """Every field that the mapping names, as it is written there; some more than once."""
    yield from _record_fields(mapping.record)
    if mapping.event:
        yield from _event_fields(mapping.event)


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
        if transaction.lines and transaction.lines.each:
            yield transaction.lines.each
        elif line := transaction.lines:
            yield from _fields_of(line.product, line.name, line.quantity, line.price, line.discount)


def _fields_of(*rules: str | Moment | None) -> Iterator[str]:
    for rule in rules:
        if rule is not None:
            yield rule.field if isinstance(rule, Moment) else rule


def _choice_fields(*rules: str | Choice | None) -> Iterator[str]:
    """The fields of choices; a plain word is none."""
    return (rule.field for rule in rules if isinstance(rule, Choice))
