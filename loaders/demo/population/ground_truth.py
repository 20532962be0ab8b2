"""The ground truth: who every generated record really is. A record belongs to one person, whatever else is shared."""

import csv
import io
from dataclasses import dataclass, field

from loaders.build.record_names import record_name
from loaders.demo.population.people import TruePerson
from profile_service.domain.values.identifiers import Identifier


@dataclass(slots=True)
class GroundTruth:
    """`owners`: (source, record id) → person id; `shown`: (source, key of an identifier) → the person who shows it
    there without an account."""

    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    shown: dict[tuple[str, str], str] = field(default_factory=dict)

    def assign(self, source: str, record_id: str, person: TruePerson) -> None:
        """The record is the person's. Raises ValueError where it is another's already."""
        if self.owners.setdefault((source, record_id), person.id) != person.id:
            raise ValueError(f"a record of {source} would belong to two persons")

    def assign_by_identifier(self, source: str, identifier: Identifier, name: str, person: TruePerson) -> None:
        """A record without an account is the person's, who shows an identifier and maybe a name.

        Raises ValueError where the record is another's already.
        """
        self.shown.setdefault((source, identifier.key), person.id)
        self.assign(source, record_name(identifier, {"name": name} if name else {}), person)

    def owner(self, source: str, identifier: Identifier) -> str | None:
        """The id of the person who shows the identifier; None where nobody does yet."""
        return self.shown.get((source, identifier.key))

    def as_csv(self) -> str:
        """CSV with the columns source, record_id, person_id, in order of the first two."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(("source", "record_id", "person_id"))
        writer.writerows((*key, person) for key, person in sorted(self.owners.items()))
        return buffer.getvalue()
