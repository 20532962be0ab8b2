"""Run by a Python that has pseudopeople: its sample population, as JSON lines of a key and the row's cells.

As the social security office and employers know it, with the noise that comes with it.
"""

import json
import sys
from contextlib import redirect_stderr
from importlib import import_module
from io import StringIO


def main() -> None:
    made = import_module("pseudopeople")
    with redirect_stderr(StringIO()):  # it draws progress bars
        tables = {"ssa": made.generate_social_security(seed=360), "w2": made.generate_taxes_w2_and_1099(seed=360)}
    for name, table in tables.items():
        for number, row in enumerate(table.to_dict("records")):
            cells = {column: cell for column, cell in row.items() if isinstance(cell, str)}
            json.dump([f"{name}:{number}", cells], sys.stdout)
            print()


if __name__ == "__main__":
    main()
