"""`privacy receipt` and `privacy verify-receipt`: proof that an erasure was carried out."""

import os
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from profile_service.cli.console.execution import EXIT_NOT_FOUND, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.privacy import receipts
from profile_service.service.privacy.ledger import written_ledger


def receipt(
    erasure: Annotated[str, typer.Argument(metavar="ID", help="Id of an erasure.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the receipt of an erasure: what went when, without a word of whom."""
    data = receipts.receipt(written_ledger(settings()), erasure)
    if as_json:
        print_json(data)
    else:
        print_lines([_text(data).rstrip()])


def verify_receipt(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A receipt.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Prove by the ledger that the erasure of a receipt was carried out; exit code 1 where it is not proven."""
    check = receipts.verify_receipt(written_ledger(settings()), _read(file))
    if as_json:
        print_json({"proven": check.proven, "message": check.sentence})
    elif check.proven:
        print_lines([f"Proven: {check.sentence}."])
    else:
        say(f"profile-service: not proven: {check.sentence}")
    if not check.proven:
        raise typer.Exit(EXIT_NOT_FOUND)


def write_receipt(file: Path, data: dict[str, Any]) -> None:
    """Raises InvalidInput where the file cannot be written."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise InvalidInput(f"{file}: the receipt cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(_text(data).encode())


def _text(data: dict[str, Any]) -> str:
    """The receipt on several lines, as people keep it."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _read(file: Path) -> dict[str, Any]:
    try:
        data = orjson.loads(file.read_bytes())
    except OSError as error:
        raise InvalidInput(f"{file}: cannot be read: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"{file}: this is no receipt of an erasure") from error
    if not isinstance(data, dict):
        raise InvalidInput(f"{file}: this is no receipt of an erasure")
    return data
