"""`profile-service inspect FILE`, which `load inspect FILE` does too: what a file holds, and a draft of its mapping."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.draft_mapping import draft_mapping
from loaders.discovery.file_summary import FileSummary, summarise_file
from loaders.discovery.recognise import recognise
from loaders.formats.detection import FileKind
from loaders.formats.paths import spool_streams
from loaders.formats.text_encoding import WINDOWS_1252
from profile_service.cli.console.terminal import err, out
from profile_service.domain.values.errors import InvalidInput

DraftTo = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write a draft of a mapping there.")]
_NAMES = {
    FileKind.CSV: "CSV",
    FileKind.NDJSON: "JSON",
    FileKind.EXCEL: "Excel",
    FileKind.PARQUET: "Parquet",
    FileKind.VCARD: "vCard",
}
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def inspect(
    path: Annotated[Path, typer.Argument(help="A file, also in a zip; - is standard input.")], draft_to: DraftTo = None
) -> None:
    """Show what a file holds, column by column, values by their shape alone; with --out, draft a mapping for it."""
    if draft_to and draft_to.exists():
        raise InvalidInput(f"{draft_to}: is there already; name another file for the draft, or remove it")
    with spool_streams([path]) as (file,):
        found = summarise_file(file)
        _show(found)
        err.print(f"As load auto takes it: {_taken_for(file)}", markup=False)
    if draft_to:
        draft_to.write_text(draft_mapping(found), encoding="utf-8")
        err.print(f"Draft written; load it: profile-service load mapped {path} --mapping {draft_to}", markup=False)


def _taken_for(path: Path) -> str:
    try:
        return recognise(path).explanation
    except InvalidInput as error:  # two sources fit
        return str(error)


def _show(found: FileSummary) -> None:
    out.print(f"{found.path.name}: {', '.join(_form(found))}, {found.rows:,} rows", markup=False)
    for line, flaw in found.flaws:
        out.print(f"    line {line}: {flaw}", markup=False)
    if found.flawed > len(found.flaws):
        out.print(f"    and {found.flawed - len(found.flaws):,} more rows that cannot be read", markup=False)
    table = Table("column", "kind", "blank", "distinct", "examples", "may be", box=None)
    for column in found.columns:
        table.add_row(*_cells(found, column))
    out.print(table)


def _form(found: FileSummary) -> Iterator[str]:
    yield _NAMES[found.kind]
    if found.delimiter:
        yield f"delimiter {_DELIMITERS.get(found.delimiter, repr(found.delimiter))}"
    if found.encoding:
        yield "Windows-1252" if found.encoding == WINDOWS_1252 else found.encoding.upper()


def _cells(found: FileSummary, column: ColumnSummary) -> Iterator[str]:
    read = found.rows - found.flawed
    kind = f"time ({column.time_format})" if column.kind == "time" else column.kind
    yield column.name
    yield kind
    yield f"{(read - column.filled) / read:.0%}" if read else ""
    yield f"{'' if column.distinct.exact else '~'}{column.distinct.count:,}"
    yield ", ".join(column.examples)
    yield ", ".join(found.guesses(column))
