"""Cells that a spreadsheet would compute are defused, and can be had back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.values.spreadsheet_cells import defused


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1", "\r=1", "'=1", "+1+A1", "-A1"]
)
def test_formulas_are_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "C-1", "a=b", "+33 1 42 68 53 00", "-17.5", "+1 (415) 555-0100", "ann@x.org"])
def test_plain_values_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


@given(st.text(st.sampled_from("=+-@'\t\ra1 "), max_size=6))
def test_defused_cell_leads_back_to_the_one_it_was(cell: str) -> None:
    assert defused(cell).removeprefix("'") == cell
    assert not defused(cell).startswith(("=", "@", "\t", "\r"))
