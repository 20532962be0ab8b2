"""Files that cannot be loaded: one sentence that says which and where, exit code 2, and nothing half done."""

from pathlib import Path

import pytest

from tests.rig.exports import shop_orders
from tests.rig.graph import size
from tests.rig.terminal import Terminal

_HEADER = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price"
_REVIEWS = "schema/mappings/reviews.yaml"


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
def test_a_file_that_cannot_be_loaded_leaves_all_unloaded(terminal: Terminal, tmp_path: Path) -> None:
    """The sound file before it in the same command is not loaded either."""
    sound = tmp_path / "sound.csv"
    shop_orders(sound, range(1, 20))
    bad = {
        "missing.csv": (None, "there is no such file"),
        "header.csv": (_HEADER.replace("Total", "Sum").encode(), "the column Total is missing"),
        "cut.csv": (f"{_HEADER}\n#1,ann@shop.org,2026-11-22,EUR,1.".encode(), "line 2, the last, stops in mid-row"),
        "latin.csv": (f"{_HEADER}\n#1,josé@shop.org".encode("latin-1"), "line 2, byte 7 is not UTF-8"),
        "utf16.csv": (_HEADER.encode("utf-16"), "is UTF-16, not UTF-8"),
        "empty.csv": (b"", "is empty"),
    }
    for name, (content, _) in bad.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)

    before = size(terminal.address)
    ended = terminal.side_by_side(*(("load", "shopify-orders", sound, tmp_path / name) for name in bad))

    told = {name: each.err.removeprefix("profile-service: ") for name, each in zip(bad, ended, strict=True)}
    assert [each.code for each in ended] == [2] * len(bad)
    assert [name for name, (_, reason) in bad.items() if f"{tmp_path / name}: {reason}" not in told[name]] == [], told
    assert [name for name, text in told.items() if text.count("\n") != 1] == []
    assert size(terminal.address) == before


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
def test_other_formats_and_names_are_refused_as_clearly(terminal: Terminal, tmp_path: Path) -> None:
    lines, table = tmp_path / "cut.ndjson", tmp_path / "transactions.parquet"
    lines.write_text('{"review_id": 1}\n{"review_id": 2, "crea')
    table.write_bytes(b"PAR1 and no more")
    commands = {
        f"{lines}: line 2, the last, stops in the middle": ("mapped", lines, "--mapping", _REVIEWS),
        f"{table}: cannot be read as Parquet": ("complete-journey", table),
        f"{tmp_path}: is a directory": ("shopify-orders", tmp_path),
        f"{tmp_path / 'no.yaml'}: ": ("mapped", lines, "--mapping", tmp_path / "no.yaml"),
        "shopify is no source": ("shopify", lines),
    }

    ended = terminal.side_by_side(*(("load", *command) for command in commands.values()))

    assert [each.code for each in ended] == [2] * len(commands)
    told = [each.err.removeprefix("profile-service: ") for each in ended]
    assert [text for text, start in zip(told, commands, strict=True) if not text.startswith(start)] == []
    assert [text for text in told if text.count("\n") != 1] == []
