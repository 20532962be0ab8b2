"""Run by a Python that has Splink: `splink_persons.py RECORDS.csv FOLDER [--sweep]`.

Writes FOLDER/<threshold>.csv of record id and person, for the threshold that Splink's documentation uses or, with
--sweep, for many; prints as JSON its version and the seconds, wall and CPU, from the CSV to the persons of the former.
"""

import csv
import json
import logging
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

DOCUMENTED = 0.95
_SWEPT = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 0.9, 0.98, 0.99, 0.995, 0.999, 0.9999)
_LEAST_WEIGHT = -12
"""Below the weight of every threshold that is tried."""
_SHARED = 20
"""Splink compares what it is given: identifiers on more records than this are placeholders, and left out before."""
_RANDOM_PAIRS = 1_000_001
"""As in its quick start, and one more, which spares a warning. Ten million took 14 and 35 s for the two larger sets,
and changed F1 at a threshold of 0.5 by less than 0.1."""
_KNOWN_COLUMNS = {"record_id", "observed_at", "given_name", "family_name", "birth_date"}

_PEOPLE = """
CREATE TABLE people AS SELECT record_id AS unique_id,
  lower(given_name) AS given_name, lower(family_name) AS family_name,
  lower(given_name) || ' ' || lower(family_name) AS full_name,
  strftime(coalesce(try_strptime(birth_date, '%Y-%m-%d'), try_strptime(birth_date, '%m/%d/%Y'),
    try_strptime(birth_date, '%Y%m%d')), '%Y-%m-%d') AS birth_date, {identifiers}
FROM read_csv($path, all_varchar = true, header = true)
"""
_IDENTIFIER = "CASE WHEN count(*) OVER (PARTITION BY {0}) <= {1} THEN {0} END AS {0}"


def main() -> None:
    path, folder = map(Path, sys.argv[1:3])
    splink, duckdb = import_module("splink"), import_module("duckdb")
    logging.getLogger("splink").setLevel(logging.ERROR)
    with path.open(encoding="utf-8", newline="") as file:
        types = [column for column in next(csv.reader(file)) if column not in _KNOWN_COLUMNS]
    start, cpu = time.perf_counter(), time.process_time()
    connection = duckdb.connect()
    columns = ", ".join(_IDENTIFIER.format(type, _SHARED) for type in types)
    connection.execute(_PEOPLE.format(identifiers=columns), {"path": str(path)})
    linker = _trained(splink, splink.DuckDBAPI(connection), types)
    pairs = linker.inference.predict(threshold_match_weight=_LEAST_WEIGHT)
    _write(connection, linker, pairs, DOCUMENTED, folder)
    spent = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    print(json.dumps({"version": splink.__version__, **spent}))
    for threshold in _SWEPT if "--sweep" in sys.argv else ():
        _write(connection, linker, pairs, threshold, folder)


def _trained(splink: Any, database: Any, types: list[str]) -> Any:
    """The model as the documentation's examples make it: the prior from rules that are nearly always right, u from
    random pairs, m by expectation maximisation within three blocks."""
    block = splink.block_on
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(types),
        blocking_rules_to_generate_predictions=[
            *(block(*each) for each in (
                ("given_name", "family_name"), ("family_name", "birth_date"), ("given_name", "birth_date"),
                ("substr(given_name,1,3)", "substr(family_name,1,4)"),
                ("substr(given_name,1,2)", "substr(family_name,1,2)", "substr(birth_date,1,4)"),
            )),
            *map(block, types),
            *([block("split_part(email,'@',1)")] if "email" in types else []),
        ],
        retain_matching_columns=False,
    )  # fmt: skip
    linker = splink.Linker(database.register("people"), settings, log_level=logging.ERROR)
    sure, trained = _training_rules(block, types)
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=1)
    for rule in trained:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    return linker


def _comparisons(types: list[str]) -> list[Any]:
    library = import_module("splink.comparison_library")
    both = library.ForenameSurnameComparison("given_name", "family_name", forename_surname_concat_col_name="full_name")
    made = [both, library.DateOfBirthComparison("birth_date", input_is_string=True)]
    for type in types:
        if type == "email":
            made.append(library.EmailComparison(type))
        elif type == "phone":
            by_edits = library.LevenshteinAtThresholds(type, [1, 2])
            made.append(by_edits.configure(term_frequency_adjustments=True))
        else:
            made.append(library.DamerauLevenshteinAtThresholds(type, [1, 2]))
    return made


def _training_rules(block: Any, types: list[str]) -> tuple[list[Any], list[Any]]:
    """Rules that are nearly always right, and blocks to train in."""
    if "email" in types:
        sure = [block("loyalty_id"), block("email", "family_name"), block("phone", "given_name")]
        return sure, [block("given_name", "family_name"), block("email"), block("phone")]
    (number,) = types
    sure = [block(number, "family_name"), block(number, "given_name")]
    sure.append(block("given_name", "family_name", "birth_date"))
    return sure, [block("given_name", "family_name"), block("birth_date"), block(number)]


def _write(connection: Any, linker: Any, pairs: Any, threshold: float, folder: Path) -> None:
    clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=threshold
    )
    rows = connection.sql(f"SELECT unique_id, cluster_id FROM {clustered.physical_name}").fetchall()
    with (folder / f"{threshold}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


if __name__ == "__main__":
    main()
