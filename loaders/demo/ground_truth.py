"""The ground truth: who every generated record really is. A record belongs to one person, whatever else is shared."""

import csv
import io
from dataclasses import dataclass, field

from loaders.demo.people import TruePerson
from profile_service.domain.values.identifiers import identifier


@dataclass(slots=True)
class GroundTruth:
    """`owners`: (source, record id) → person id."""

    owners: dict[tuple[str, str], str] = field(default_factory=dict)

    def assign(self, source: str, record_id: str, person: TruePerson) -> None:
        """The record is the person's. Raises ValueError where it is another's already."""
        if self.owners.setdefault((source, record_id), person.id) != person.id:
            raise ValueError(f"a record of {source} would belong to two persons")

    def assign_by_identifier(self, source: str, type: str, value: str, person: TruePerson) -> None:
        """A record without an account is the person's. It is named by an identifier: `<source>:<type>:<value>`.

        Raises ValueError where the record is another's already.
        """
        self.assign(source, identifier(type, value, "US").key, person)

    def owner(self, source: str, type: str, value: str) -> str | None:
        """The id of the person whose record an identifier names; None where there is no such record yet."""
        return self.owners.get((source, identifier(type, value, "US").key))

    def as_csv(self) -> str:
        """CSV with the columns source, record_id, person_id, in order of the first two."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(("source", "record_id", "person_id"))
        writer.writerows((*key, person) for key, person in sorted(self.owners.items()))
        return buffer.getvalue()
