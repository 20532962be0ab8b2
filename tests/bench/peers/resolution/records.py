"""The records that everybody resolves: one CSV of each set, without a trace of the truth."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from random import Random

from tests.bench.quality import Score, score
from tests.bench.truths import febrl, population, pseudopeople
from tests.rig.populations import Known

ATTRIBUTES = ("given_name", "family_name", "birth_date")
_SETS = ("FEBRL 3", "pseudopeople", "20000 messy records")


@dataclass(frozen=True)
class Question:
    """`path`: a CSV with the columns record_id, observed_at, ATTRIBUTES and `types`, those of its identifiers; its ids
    are numbers in an order drawn by lot. `truth`: with those ids."""

    path: Path
    types: tuple[str, ...]
    truth: Known

    @property
    def title(self) -> str:
        return self.truth.title

    def score(self, persons: Mapping[str, str]) -> Score:
        """Of record id → person, of every record."""
        parts: dict[str, list[str]] = {}
        for id, person in persons.items():
            parts.setdefault(person, []).append(id)
        if persons.keys() != self.truth.owner.keys():
            raise ValueError(f"{len(persons):,} of {len(self.truth.owner):,} records were resolved")
        return score(parts.values(), self.truth)


def questions(folder: Path, scale: float) -> Iterator[Question]:
    """Each set, or with a `scale` below 1 the records of so many of its persons. Raises CalledProcessError or
    ValueError where build/published is not installed."""
    for known in chain(febrl(), pseudopeople(), population()):
        if known.title in _SETS:
            yield _written(_part(known, scale), folder / f"{known.title.replace(' ', '-')}.csv")


def _part(known: Known, scale: float) -> Known:
    owners = sorted(set(known.owner.values()))
    kept = set(owners[: round(len(owners) * scale)])
    return replace(known, people=[person for person in known.people if known.owner[person.key] in kept])


def _written(known: Known, path: Path) -> Question:
    types = tuple(sorted({each.type for person in known.people for each in person.identifiers}))
    people = list(known.people)
    Random(360).shuffle(people)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["record_id", "observed_at", *ATTRIBUTES, *types])
        for id, person in enumerate(people):
            values = {each.type: each.value for each in person.identifiers}
            attributes = (getattr(person, name) for name in ATTRIBUTES)
            rows.writerow([id, person.observed_at or "", *attributes, *(values.get(type, "") for type in types)])
    owner = {str(id): known.owner[person.key] for id, person in enumerate(people)}
    return Question(path, types, replace(known, people=people, owner=owner))


def read_persons(path: Path) -> dict[str, str]:
    """Record id → person, of a CSV of the two without a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))
