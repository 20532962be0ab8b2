"""Files that cannot be loaded: one sentence that says which and where, exit code 2, and nothing half done."""

from pathlib import Path

import pytest

from profile_service.cli import main
from tests.rig.exports import shop_orders
from tests.rig.graph import size
from tests.rig.terminal import Terminal
from tests.sources import ROOT

_HEADER = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price"
_REVIEWS = str(ROOT / "schema" / "mappings" / "reviews.yaml")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "there is no such file"),
        (_HEADER.replace("Total", "Sum").encode(), "the column Total is missing"),
        (f"{_HEADER}\n#1,ann@shop.org,2026-11-22,EUR,1.".encode(), "line 2, the last, stops in mid-row"),
        (f"{_HEADER},é\n".encode() + "#1,josé@shop.org".encode("latin-1"), "line 2, byte 7 is not UTF-8"),
        (_HEADER.encode("utf-16")[:-1], "holds bytes that are not UTF-16"),
        (b"", "is empty"),
    ],
)
def test_an_unfit_file_leaves_all_unloaded(
    terminal: Terminal, said: "Said", tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """The sound file before it in the same command is not loaded either."""
    sound, unfit = tmp_path / "sound.csv", tmp_path / "unfit.csv"
    shop_orders(sound, range(1, 20))
    if content is not None:
        unfit.write_bytes(content)
    before = size(terminal.address)

    text = said.refusal("shopify-orders", str(sound), str(unfit))

    assert text.startswith(f"profile-service: {unfit}: {reason}")
    assert size(terminal.address) == before


def test_other_formats_and_names_are_refused_as_clearly(said: "Said", tmp_path: Path) -> None:
    lines, table = tmp_path / "cut.ndjson", tmp_path / "transactions.parquet"
    lines.write_text('{"review_id": 1}\n{"review_id": 2, "crea')
    table.write_bytes(b"PAR1 and no more")
    refused = {
        ("mapped", str(lines), "--mapping", _REVIEWS): f"{lines}: line 2, the last, stops in the middle",
        ("mapped", str(lines), "--mapping", str(tmp_path / "no.yaml")): f"{tmp_path / 'no.yaml'}: ",
        ("complete-journey", str(table)): f"{table}: cannot be read as Parquet",
        ("shopify-orders", str(tmp_path)): f"{tmp_path}: is a directory",
        ("shopify", str(lines)): "shopify is no source",
    }

    told = {arguments: said.refusal(*arguments) for arguments in refused}

    assert [t for arguments, t in told.items() if not t.startswith(f"profile-service: {refused[arguments]}")] == []


class Said:
    """What `load` says, run in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def refusal(self, *arguments: str) -> str:
        """Its one sentence; it must end with exit code 2."""
        self._monkeypatch.setattr("sys.argv", ["profile-service", "load", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        assert (ended.value.code, out, err.count("\n")) == (2, "", 1), err
        return err


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Said:
    if "terminal" in request.fixturenames:
        terminal: Terminal = request.getfixturevalue("terminal")
        for name, value in terminal.environment.items():
            monkeypatch.setenv(name, value)
    return Said(monkeypatch, capsys)
