"""What a mapping's rows say of a record's standing: that it was merged or deleted at its source, and of consent."""

from collections.abc import Callable, Sequence

from loaders.build.record_builder import tidy
from loaders.formats.rows import as_text
from loaders.mapping.field_paths import Cells, getter
from loaders.mapping.language import ConsentRule, SourceMapping
from loaders.mapping.values import condition, moment
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import record_key


class RecordStatus:
    """Reads from rows what became of their records, as a mapping says."""

    def __init__(self, mapping: SourceMapping, *, nested: bool) -> None:
        rule = mapping.record
        self._source = mapping.source
        self._id = getter(rule.id, nested=nested) if rule.id else None
        self._survivor = getter(rule.merged_into, nested=nested) if rule.merged_into else None
        self._gone = condition(rule.gone, nested=nested) if rule.gone else None
        self._seen = moment(rule.observed_at, mapping.zone, nested=nested) if rule.observed_at else None
        self._consents = [_consent(one, mapping.zone, nested=nested) for one in rule.consents]

    def end(self, line: int, cells: Cells) -> Item | None:
        """What is to be loaded of a record that its source merged or deleted: that it did so, and nothing else."""
        if self._id is None or (self._survivor is None and self._gone is None):
            return None
        id = tidy(as_text(self._id(cells)))
        if not id:
            return None
        key = record_key(self._source, id)
        survivor = tidy(as_text(self._survivor(cells))) if self._survivor else ""
        if survivor and survivor != id:
            return Item(line, merges=(SourceMerge(key, record_key(self._source, survivor), "merged at the source"),))
        if self._gone and self._gone(cells):
            return Item(line, deletions=(SourceDeletion(key, self._seen(cells) if self._seen else None),))
        return None

    def consents(self, record: str, cells: Cells) -> tuple[Consent, ...]:
        return tuple(consent for said in self._consents if (consent := said(record, cells)))


def _consent(rule: ConsentRule, zone: str, *, nested: bool) -> Callable[[str, Cells], Consent | None]:
    find = getter(rule.field, nested=nested)
    at = moment(rule.at, zone, nested=nested) if rule.at else None
    words = dict.fromkeys(_folded(rule.granted), ConsentStatus.GRANTED)
    words |= dict.fromkeys(_folded(rule.withdrawn), ConsentStatus.WITHDRAWN)

    def said(record: str, cells: Cells) -> Consent | None:
        word = as_text(find(cells)).casefold()
        if word not in words:
            return None
        since = at(cells) if at else None
        return Consent(record, rule.purpose, rule.channel, words[word], since, f"{rule.field}: {word}")

    return said


def _folded(words: Sequence[str | bool | int]) -> list[str]:
    return [as_text(word).casefold() for word in words]
