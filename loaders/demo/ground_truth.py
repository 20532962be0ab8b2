"""Who every generated record really is. A record belongs to one person, whatever else is shared."""

import csv
import io
from dataclasses import dataclass, field

from loaders.demo.people import TruePerson
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.identifiers import identifier


@dataclass(slots=True)
class Truth:
    """`owners`: (source, record id) → person id."""

    owners: dict[tuple[str, str], str] = field(default_factory=dict)

    def claim(self, source: str, record_id: str, person: TruePerson) -> None:
        """Raises ValueError where the record is another person's already."""
        if self.owners.setdefault((source, record_id), person.id) != person.id:
            raise ValueError(f"a record of {source} would belong to two persons")

    def claim_by(self, source: str, type: str, value: str, person: TruePerson) -> None:
        """The same for the record that stands behind an identifier without an account: `<source>:<type>:<value>`."""
        self.claim(source, identifier(type, value, "US").key, person)

    def owner(self, source: str, type: str, value: str) -> str | None:
        return self.owners.get((source, identifier(type, value, "US").key))

    def text(self) -> str:
        """CSV with the columns source, record_id, person_id, in order of the first two."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(("source", "record_id", "person_id"))
        writer.writerows((*key, person) for key, person in sorted(self.owners.items()))
        return buffer.getvalue()

    def keys(self) -> set[str]:
        return {record_key(*key) for key in self.owners}
