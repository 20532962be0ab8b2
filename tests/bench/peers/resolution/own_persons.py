"""`python -m tests.bench.peers.resolution.own_persons RECORDS.csv FOLDER`: the service's resolution without a store.

Writes FOLDER/persons.csv of record id and person, and prints as JSON the seconds, wall and CPU, from the CSV to the
persons. A process of its own for each turn: names that were compared once are compared faster.
"""

import csv
import gc
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import profile_service
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.values.identifiers import identifier
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.ingestion.read_ahead import GARBAGE_THRESHOLD
from tests.bench.peers.resolution.records import ATTRIBUTES


def main() -> None:
    records, folder = map(Path, sys.argv[1:3])
    rules = packaged_rules()
    gc.set_threshold(GARBAGE_THRESHOLD)
    start, cpu = time.perf_counter(), time.process_time()
    clusters = partition(_people(records), (), rules).clusters
    with (folder / "persons.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((key, number) for number, keys in enumerate(clusters) for key in keys)
    spent = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    print(json.dumps({"version": profile_service.__version__, **spent}))


def _people(records: Path) -> Iterator[ComparableRecord]:
    with records.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            types = row.keys() - {"record_id", "observed_at", *ATTRIBUTES}
            claims = [identifier(type, row[type]) for type in types if row[type]]
            attributes = {name: row[name] for name in ATTRIBUTES if row[name]}
            yield comparable_record(row["record_id"], claims, attributes, row["observed_at"] or None)


if __name__ == "__main__":
    main()
