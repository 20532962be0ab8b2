"""Cells of CSV files for people: a spreadsheet must show them, not compute them."""

import re

# What a spreadsheet takes for a formula. A number with a sign, such as a phone number, is none; an apostrophe is one of
# ours, or must be told from one.
_COMPUTED = re.compile(r"[=@\t\r\n']|[+-](?![\d .,()/-]*\Z)")


def defused(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would compute it. Whoever takes one apostrophe away from
    each cell that begins with one has the cells as they were."""
    return f"'{cell}" if _COMPUTED.match(cell) else cell
