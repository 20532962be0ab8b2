"""Values of Excel cells as the text that CSV would hold."""

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

ExcelValue: TypeAlias = int | float | str | bool | time | date | datetime | timedelta


def excel_text(value: ExcelValue) -> str:
    """`12`, `12.5`, `true`, `2026-11-02`, `2026-11-02T10:00:00`; text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)
