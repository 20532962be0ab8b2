"""The fields of a row that a mapping reads, as paths of steps."""

from collections.abc import Iterator

from loaders.formats.field_presence import EACH
from loaders.mapping.event_rules import EventRule, LineRule
from loaders.mapping.field_paths import Steps, field_names, path_steps
from loaders.mapping.language import SourceMapping
from loaders.mapping.record_rules import RecordRule
from loaders.mapping.rule_values import Choice, Moment, detail_field_names, keeps_rest
from loaders.mapping.values import key_fields


def mapped_fields(mapping: SourceMapping) -> Iterator[Steps]:
    """The path of every field that the mapping reads; some more than once."""
    names = [*_record_fields(mapping.record), *(_event_fields(mapping.event) if mapping.event else ())]
    yield from _paths(names, nested=mapping.is_nested)
    if mapping.event:
        yield from _list_paths(mapping.event, nested=mapping.is_nested)


def fields_read_of_event(mapping: SourceMapping) -> Iterator[Steps]:
    """The paths of the fields of which the event's `rest` is what is left: those that are read, and the list of lines
    as a whole where these keep a rest of their own."""
    yield from mapped_fields(mapping)
    lines = mapping.event and mapping.event.transaction and mapping.event.transaction.lines
    if lines and lines.each and keeps_rest(lines.details):
        yield path_steps(lines.each, nested=mapping.is_nested)


def fields_read_of_line(rule: LineRule, *, nested: bool) -> Iterator[Steps]:
    """The paths, in a line, of the fields that are read of it."""
    names = list(_fields_of(rule.product, rule.name, rule.quantity, rule.price, rule.discount))
    return _paths([*names, *detail_field_names(rule.details)], nested=nested)


def required_fields(mapping: SourceMapping) -> Iterator[Steps]:
    """The paths of the fields that at least one row must have: all but the optional ones, and those inside them."""
    optional = list(_paths(mapping.optional, nested=mapping.is_nested))
    for steps in mapped_fields(mapping):
        if not any(steps[: len(some)] == some for some in optional):
            yield steps


def detail_fields(mapping: SourceMapping) -> Iterator[Steps]:
    """The paths of the fields that become details of events: rows of some kinds have them, and a file may have none."""
    names = detail_field_names(mapping.event.details) if mapping.event else ()
    return _paths([*names], nested=mapping.is_nested)


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
    yield from _fields_of(rule.when.field if rule.when else None, rule.gone.field if rule.gone else None)
    for about in rule.about:
        if not about.each:
            yield from _fields_of(about.key, about.name)
    yield from detail_field_names(rule.details)
    if transaction := rule.transaction:
        yield from _choice_fields(transaction.status, transaction.currency)
        yield from _fields_of(transaction.number, transaction.total, transaction.discount)
        yield from _fields_of(transaction.when.field if transaction.when else None)


def _list_paths(rule: EventRule, *, nested: bool) -> Iterator[Steps]:
    """The paths of the fields of lines and subjects, through every element of their lists."""
    if lines := rule.transaction and rule.transaction.lines:
        above = (*path_steps(lines.each, nested=nested), EACH) if lines.each else ()
        yield from ((*above, *steps) for steps in fields_read_of_line(lines, nested=nested))
    for about in rule.about:
        if about.each:
            above = path_steps(about.each, nested=nested)
            fields = list(_fields_of(about.key, about.name))
            yield from ((*above, EACH, *steps) for steps in _paths(fields, nested=nested))
            if not fields:
                yield above


def _fields_of(*rules: str | Moment | None) -> Iterator[str]:
    for rule in rules:
        if rule is not None:
            yield rule.field if isinstance(rule, Moment) else rule


def _choice_fields(*rules: str | Choice | None) -> Iterator[str]:
    """The fields of choices; a plain word is none."""
    return (rule.field for rule in rules if isinstance(rule, Choice))
