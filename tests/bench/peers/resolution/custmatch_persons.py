"""Run by a Python that has custmatch, on RECORDS.csv and with what it keeps in FOLDER:

`custmatch_persons.py RECORDS.csv FOLDER ask COUNT` writes FOLDER/asked.csv: pairs for somebody to answer, drawn at
random or, where FOLDER/labels.csv has answers, those of which its model is least sure.
`custmatch_persons.py RECORDS.csv FOLDER run` learns from FOLDER/labels.csv, writes FOLDER/persons.csv of record id and
person, and prints as JSON its version and the seconds, wall and CPU, from the CSV to the persons.
"""

import csv
import json
import os
import re
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

_COLUMNS = {"first_name": "given_name", "last_name": "family_name", "date_of_birth": "birth_date"}
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


def main() -> None:
    records, folder = map(Path, sys.argv[1:3])
    _provide_nicknames(folder)
    config, labels = folder / "config.json", folder / "labels.csv"
    if sys.argv[3] == "ask":
        _configure(records, folder)
        ask, count, asked = import_module("custmatch.labels"), int(sys.argv[4]), folder / "asked.csv"
        if labels.exists():
            ask.sample_active(config, labels, count, asked)
        else:
            ask.sample(config, count, asked)
        return
    pipeline = import_module("custmatch.pipeline")
    start, cpu = time.perf_counter(), _cpu()
    _configure(records, folder)
    pipeline.run(config, labels, folder / "run", log=lambda _: None)
    spent = {"seconds": time.perf_counter() - start, "cpu": _cpu() - cpu}
    _write(folder)
    print(json.dumps({"version": version("custmatch"), **spent}))


def _provide_nicknames(folder: Path) -> None:
    """The list that custmatch would download, from the package that has it."""
    os.environ["CUSTMATCH_DATA"] = str(folder)
    package = import_module("nicknames")
    listed = Path(str(package.__file__)).with_name("names.csv").read_text(encoding="utf-8")
    (folder / "nicknames.csv").write_text(listed, encoding="utf-8")


def _configure(records: Path, folder: Path) -> None:
    """Its options for such records. Dates are written with hyphens, for it reads no others."""
    with records.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, list(rows[0]))
        written.writeheader()
        for row in rows:
            written.writerow(row | {"birth_date": _DIGITS.sub(r"\1-\2-\3", row["birth_date"])})
    (folder / "config.json").write_text(json.dumps(_options(list(rows[0]))), encoding="utf-8")


def _options(columns: list[str]) -> dict[str, Any]:
    # The list of rude words would be downloaded, and changes no match.
    options: dict[str, Any] = {"country": "US", "date_order": "mdy", "suspect_records": False}
    if "email" in columns:
        own = {"email": "email", "phone": "phone", "loyalty_id": "loyalty_id", "updated_at": "observed_at"}
        options |= {"trusted_ids": ["loyalty_id"], "extra_fields": [{"name": "loyalty_id", "compare": "exact"}]}
        options |= {"extra_blocking": [["loyalty_id"]], "placeholders": True, "twin_guard": True, "record_dates": True}
    else:
        own = {"ssn": columns[-1]}
        options |= {"extra_fields": [{"name": "ssn", "compare": "edit"}], "extra_blocking": [["ssn"]]}
        options["normalise"] = {"national_id": False}
    mapped = {"record_id": "record_id", **_COLUMNS, **own}
    return options | {"sources": [{"name": "bench", "path": "records.csv", "columns": mapped}]}


def _write(folder: Path) -> None:
    with (folder / "run" / "clusters.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["record_id"], row["customer_id"]) for row in csv.DictReader(file)]
    with (folder / "persons.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _cpu() -> float:
    """Seconds that this process and its children have computed."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
