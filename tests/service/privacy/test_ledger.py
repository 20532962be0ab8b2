"""The ledger: only added to, chained, and read as it was written."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.domain.privacy.hashes import HashKind
from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry, incomplete
from profile_service.domain.values.errors import LedgerUnavailable
from tests.rig.erasures import ledger_in
from tests.rig.people import at

_ENTRY = LedgerEntry(
    LedgerAct.ERASE, "e1", at("2026-11-30"), "ada", {HashKind.RECORD: ("aa", "bb")}, {"SourceRecord": 2}, "ff"
)


def test_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    first, second = ledger.append(_ENTRY), ledger.append(replace(_ENTRY, id="e2"))
    assert ledger.entries() == [first, second]
    assert (replace(first, seq=0, mac=""), second.seq) == (_ENTRY, 2)
    assert [entry.id for entry in incomplete(ledger.entries())] == ["e1", "e2"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (ledger.folder, ledger.path)] == [0o700, 0o600]


def test_unfinished_line_of_a_killed_process_gives_way(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    first = ledger.append(_ENTRY)
    with ledger.path.open("ab") as file:
        file.write(b'{"seq":2,"act":"era')
    assert ledger.entries() == [first]
    second = ledger.append(replace(_ENTRY, id="e2"))
    assert ledger.entries() == [first, second]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0].replace(b"ada", b"eve"), *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[2], lines[1]],
        lambda lines: [b"{}\n", *lines],
    ],
    ids=["changed", "left out", "moved", "added"],
)
def test_line_that_was_tampered_with_is_noticed(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    ledger = ledger_in(tmp_path)
    for number in range(3):
        ledger.append(replace(_ENTRY, id=f"e{number}"))
    ledger.path.write_bytes(b"".join(change(ledger.path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(LedgerUnavailable):
        ledger.entries()
    with pytest.raises(LedgerUnavailable):
        ledger.append(_ENTRY)
