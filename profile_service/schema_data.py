"""Where the data under `schema/` lies: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE / "schema", _PACKAGE.parent / "schema")


def schema_path(*parts: str) -> Path:
    """The file or folder `schema/<parts>`: `schema_path("graph")`, `schema_path("records", "event.json")`.

    Raises FileNotFoundError where there is none, which means that the installation is incomplete.
    """
    for root in _ROOTS:
        if (path := root.joinpath(*parts)).exists():
            return path
    raise FileNotFoundError(f"schema/{'/'.join(parts)} is missing: install profile-service again")
