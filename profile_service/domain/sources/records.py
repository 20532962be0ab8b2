"""Source records: one source's account of one person."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import orjson
from anyascii import anyascii

from profile_service.domain.values.identifiers import Identifier

ATTRIBUTES = (
    "name", "given_name", "family_name", "salutation", "birth_date", "gender", "language", "company",
    "street", "city", "region", "postal_code", "country",
)  # fmt: skip
"""The attribute names that all loaders use where the source has them; further names are free."""

REMOVED = "\x18"
"""The text of an attribute whose source states that it was removed, which is more than stating nothing.

The control character CANCEL: cleaned text never holds it, so that no typed text is taken for it. Under the name of
an identifier type (`email`) it states that there is no identifier of that type any more.
"""

ALL_TYPES = frozenset({"*"})
"""The types of identifiers that the end of a record removes."""


class RecordVersion(NamedTuple):
    """The fields of a record by which the newer of two versions is chosen. A tuple, because a load compares one for
    every row."""

    digest: str
    observed_at: str | None
    stub: bool
    retired_at: str | None = None
    merged: bool = False


@dataclass(frozen=True)
class SourceRecord:
    """One person's record in one source.

    `attributes`: name → text or REMOVED, blanks left out. `observed_at`: the source's own time of this version
    (fixed-width UTC text), or None where the export has none. A `stub` stands in for a record that an event
    named before the record itself arrived: it is empty and never overwrites anything. `retired_at`: when the source
    deleted the record, which is empty then; where the source gives no time, when the deletion was loaded. `merged`: it
    ended because its source merged it into another, so that its identifiers become former ones.
    """

    source: str
    record_id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    identifiers: tuple[Identifier, ...] = ()
    observed_at: str | None = None
    stub: bool = False
    retired_at: str | None = None
    merged: bool = False

    @property
    def key(self) -> str:
        return f"{self.source}:{self.record_id}"

    @property
    def version(self) -> RecordVersion:
        return RecordVersion(self.digest, self.observed_at, self.stub, self.retired_at, self.merged)

    def attribute(self, attribute: str) -> str:
        """The attribute's text; empty where the record does not have it, or states that it was removed."""
        text = self.attributes.get(attribute, "")
        return "" if text == REMOVED else text

    @cached_property
    def name(self) -> str:
        """The display name: `name`, or given and family name; empty where the record has neither."""
        return self.attribute("name") or " ".join(filter(None, map(self.attribute, ("given_name", "family_name"))))

    @cached_property
    def attributes_text(self) -> str:
        """The attributes as JSON text."""
        return orjson.dumps(dict(self.attributes)).decode()

    @cached_property
    def digest(self) -> str:
        """A digest of the record's content; equal digests mean that loading it again changes nothing."""
        content: list[object] = [sorted(self.attributes.items()), sorted(i.key for i in self.identifiers)]
        if self.merged:
            content += ["merged", self.observed_at]
        elif self.retired_at:
            content.append("retired")
        return hashlib.blake2b(orjson.dumps(content), digest_size=16).hexdigest()


def record_key(source: str, record_id: str) -> str:
    """The key of a record, such as `shopify:7210448301122`."""
    return f"{source}:{record_id}"


def stub(key: str) -> SourceRecord:
    """An empty record that stands in for one of which only the key `source:record_id` is stated."""
    source, _, record_id = key.partition(":")
    return SourceRecord(source, record_id, stub=True)


def retired(key: str, retired_at: str, observed_at: str | None) -> SourceRecord:
    """A record that its source deleted: it is empty, and its events stay. `observed_at`: the time of the deletion, or,
    where the source gives none, that of the version which it ended."""
    source, _, record_id = key.partition(":")
    return SourceRecord(source, record_id, observed_at=observed_at, retired_at=retired_at)


def merged_away(key: str, retired_at: str, observed_at: str | None) -> SourceRecord:
    """A record that its source merged into another: it is empty, and what earlier versions stated is former.
    `observed_at`: the source's own time of the statement, None where it gives none."""
    return replace(retired(key, retired_at, observed_at), merged=True)


def removed_types(attributes: Mapping[str, str]) -> frozenset[str]:
    """The types of identifiers that a version states to be removed; a name that is no type does no harm."""
    if REMOVED not in attributes.values():
        return frozenset()
    return frozenset(name for name, text in attributes.items() if text == REMOVED and name not in ATTRIBUTES)


def lookup_form(text: str) -> str:
    """Lower-case ASCII words, for looking up: `José  García` → `jose garcia`."""
    words = anyascii(text).casefold().replace("-", " ").split()
    return " ".join(w if w.isalnum() else "".join(filter(str.isalnum, w)) for w in words).strip()
