"""Excel files of the fewest parts that the format allows."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

Cell: TypeAlias = str | int | float | bool | None
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Cell]]], *, days: Sequence[int] = ()) -> None:
    """Writes sheets by name, each of rows; None leaves a cell out. Numbers in the columns `days` are Excel's dates."""
    names = {f"s{number}": escape(name) for number, name in enumerate(sheets, start=1)}
    kinds = [_kind("workbook", "sheet.main"), _kind("styles", "styles")]
    kinds += [_kind(f"worksheets/{id}", "worksheet") for id in names]
    links = [_link(id, "worksheet", f"worksheets/{id}.xml") for id in names]
    named = "".join(f'<sheet name="{name}" sheetId="{id[1:]}" r:id="{id}"/>' for id, name in names.items())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{"".join(kinds)}</Types>')
        book.writestr("_rels/.rels", _links(_link("book", "officeDocument", "xl/workbook.xml")))
        book.writestr("xl/_rels/workbook.xml.rels", _links(*links, _link("styles", "styles", "styles.xml")))
        book.writestr("xl/styles.xml", _STYLES)
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{named}</sheets></workbook>'
        )
        for id, rows in zip(names, sheets.values(), strict=True):
            with book.open(f"xl/worksheets/{id}.xml", "w") as file:
                file.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for line, values in enumerate(rows, start=1):
                    cells = (_cell(line, column, value, is_day=column in days) for column, value in enumerate(values))
                    file.write(f'<row r="{line}">{"".join(cells)}</row>'.encode())
                file.write(b"</sheetData></worksheet>")


def _cell(line: int, column: int, value: Cell, *, is_day: bool) -> str:
    place = f'r="{chr(65 + column)}{line}"'
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c {place} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c {place} s="{int(is_day)}"><v>{value}</v></c>'


def _kind(part: str, kind: str) -> str:
    return f'<Override PartName="/xl/{part}.xml" ContentType="{_KINDS}.{kind}+xml"/>'


def _link(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'


def _links(*links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'
