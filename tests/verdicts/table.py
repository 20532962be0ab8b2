"""The table of verdicts: a row for each field, a column for each role and view."""

from pathlib import Path

from tests.verdicts.observation import Verdicts, columns_of_roles

TABLE = Path(__file__).with_name("verdicts.tsv")
REGENERATE = "python -m tests.verdicts"


def read_table() -> Verdicts:
    header, *rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


def write_table(verdicts: Verdicts) -> None:
    columns = [column for _, column in columns_of_roles()]
    rows = [[name, *(cells[column] for column in columns)] for name, cells in sorted(verdicts.items())]
    lines = ["\t".join(row) for row in [["field", *columns], *rows]]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
