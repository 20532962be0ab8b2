"""`profile-service inspect FILE`: what a file holds, and a draft of its mapping."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any

import typer
from rich.table import Table

from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.draft_remarks import misfit_remarks
from loaders.discovery.file_summary import FileSummary, summarise_file
from loaders.discovery.mapping_draft import draft_mapping
from loaders.discovery.source_recognition import Recognition, recognise
from loaders.formats.detection import FileKind
from loaders.formats.encodings import WINDOWS_1252
from loaders.formats.paths import spool_streams
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.console.terminal import out, wide_out
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import visible

_NAMES = {
    FileKind.CSV: "CSV",
    FileKind.NDJSON: "JSON",
    FileKind.EXCEL: "Excel",
    FileKind.PARQUET: "Parquet",
    FileKind.VCARD: "vCard",
}
_SHOWN_COLUMNS, _SHOWN_NAMES = 30, 300
"""So many columns, and so many characters of the names of the others, fit on a screen."""
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def inspect(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file, also in a zip; - is standard input.")],
    draft_to: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a draft of a mapping to this file.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what a file holds, column by column, values by their shape alone; with --out, draft a mapping for it."""
    if draft_to and draft_to.exists():
        raise InvalidInput(f"{draft_to}: is there already; name another file for the draft, or remove it")
    with spool_streams([path]) as (file,):
        summary, recognition = summarise_file(file), _recognition(file)
    if as_json:
        source = {"source": recognition.source or None, "recognition": recognition.explanation}
        print_json(_data(summary) | source | {"draft": str(draft_to) if draft_to else None})
    else:
        _print(summary)
        say(f"As load auto takes it: {recognition.explanation}")
    if draft_to:
        draft_to.write_text(draft_mapping(summary), encoding="utf-8")
        say(f"Draft written; load it: profile-service load mapped {path} --mapping {draft_to}")


def _recognition(path: Path) -> Recognition:
    try:
        return recognise(path)
    except InvalidInput as error:  # two sources fit
        return Recognition(path, "", str(error))


def _print(file: FileSummary) -> None:
    print_lines([f"{visible(file.path.name)}: {', '.join(_form(file))}, {file.rows:,} rows"])
    print_lines(f"    line {line}: {visible(flaw)}" for line, flaw in file.flaws)
    if file.flawed > len(file.flaws):
        print_lines([f"    and {file.flawed - len(file.flaws):,} more rows that cannot be read"])
    print_lines(f"    {visible(note)}" for note in file.notes)
    table = Table(box=None)
    for title in ("column", "kind", "blank", "distinct", "examples", "may be"):
        table.add_column(title, no_wrap=True, overflow="ellipsis")
    for column in file.columns[:_SHOWN_COLUMNS]:
        table.add_row(*_cells(file, column))
    (out if out.is_terminal else wide_out).print(table)
    print_lines(f"    {visible(remark)}" for remark in misfit_remarks(file, file.columns))
    if more := file.columns[_SHOWN_COLUMNS:]:
        names = ", ".join(visible(" ".join(column.name.split())) for column in more)
        print_lines(
            [f"    and {len(more)} more columns (all with --json): {shorten(names, _SHOWN_NAMES, placeholder=' …')}"]
        )


def _form(file: FileSummary) -> Iterator[str]:
    yield _NAMES[file.kind]
    if file.delimiter:
        yield f"delimiter {_DELIMITERS.get(file.delimiter, repr(file.delimiter))}"
    if file.encoding:
        yield "Windows-1252" if file.encoding == WINDOWS_1252 else file.encoding.upper()


def _cells(file: FileSummary, column: ColumnSummary) -> Iterator[str]:
    readable = file.rows - file.flawed
    yield visible(column.name)
    yield f"time ({column.time_format})" if column.kind == "time" else column.kind
    yield f"{(readable - column.filled) / readable:.0%}" if readable else ""
    yield f"{'' if column.distinct.exact else '~'}{column.distinct.count:,}"
    yield ", ".join(map(visible, column.examples))
    yield ", ".join(file.guesses(column))


def _data(file: FileSummary) -> dict[str, Any]:
    """Examples are shapes of values here too."""
    return {
        "file": file.path.name,
        "format": _NAMES[file.kind],
        "delimiter": file.delimiter or None,
        "encoding": file.encoding or None,
        "rows": file.rows,
        "unreadableRows": file.flawed,
        "notes": list(file.notes),
        "flaws": [{"line": line, "reason": flaw} for line, flaw in file.flaws],
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "timeFormat": column.time_format if column.kind == "time" else None,
                "blank": file.rows - file.flawed - column.filled,
                "distinct": column.distinct.count,
                "distinctIsExact": column.distinct.exact,
                "examples": list(column.examples),
                "misfits": column.misfits,
                "mayBe": file.guesses(column),
            }
            for column in file.columns
        ],
    }
