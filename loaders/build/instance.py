"""Instances: systems of one kind side by side, such as two shops, told apart by the source of what they state."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from profile_service.domain.sources.events import Event, Subject
from profile_service.domain.sources.items import Item, Rejected, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,38}[a-z0-9]")


@dataclass(frozen=True)
class Instance:
    """`source` is what loaders call the system, `name` this instance of it: `shopify`, `shopify-eu`."""

    source: str
    name: str

    def entries(self, entries: Iterable[Item | Rejected]) -> Iterator[Item | Rejected]:
        """The entries as this instance states them."""
        return (entry if isinstance(entry, Rejected) else self.item(entry) for entry in entries)

    def item(self, item: Item) -> Item:
        """The item with its records, events, cases, coupons and the system's own ids named after the instance.

        Products keep their keys: a retailer's shops sell the same goods. So do former events, for earlier versions of
        the service knew no instances.
        """
        return replace(
            item,
            records=tuple(map(self._record, item.records)),
            events=tuple(map(self._event, item.events)),
            merges=tuple(map(self._merge, item.merges)),
            deletions=tuple(replace(deletion, record=self._key(deletion.record)) for deletion in item.deletions),
            consents=tuple(consent._replace(record=self._key(consent.record)) for consent in item.consents),
            event_deletions=tuple(replace(gone, event=self._key(gone.event)) for gone in item.event_deletions),
        )

    def _merge(self, merge: SourceMerge) -> SourceMerge:
        return replace(
            merge,
            record=self._key(merge.record),
            survivor=merge.survivor and self._key(merge.survivor),
            identifiers=tuple(map(self._identifier, merge.identifiers)),
        )

    def _record(self, record: SourceRecord) -> SourceRecord:
        if record.source != self.source:
            return record
        return replace(record, source=self.name, identifiers=tuple(map(self._identifier, record.identifiers)))

    def _event(self, event: Event) -> Event:
        about = tuple(map(self._subject, event.about))
        return replace(event, key=self._key(event.key), record=self._key(event.record), about=about)

    def _subject(self, subject: Subject) -> Subject:
        return subject if subject.label == "Product" else subject._replace(key=self._key(subject.key))

    def _identifier(self, identifier: Identifier) -> Identifier:
        """Two systems count their customers alike: `shopify_customer_id` → `shopify_eu_customer_id`."""
        prefix = f"{self.source}_"
        if not identifier.type.startswith(prefix):
            return identifier
        name = re.sub(r"\W", "_", self.name, flags=re.ASCII)
        return identifier._replace(type=f"{name}_{identifier.type.removeprefix(prefix)}")

    def _key(self, key: str) -> str:
        source, colon, rest = key.partition(":")
        return f"{self.name}{colon}{rest}" if source == self.source else key


def instance_of(source: str, name: str) -> Instance | None:
    """The instance of a source by its name; None where that is the source's own.

    Raises InvalidInput for a name that is none of this source's.
    """
    if name == source:
        return None
    if not name.startswith(f"{source}-") or not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{name} is no instance of the source {source}; name it {source}-WORD in lower case, such as {source}-eu"
        )
    return Instance(source, name)
