"""A dropped file is tried by the commands themselves, in a process with limits, and nothing of it stays."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from profile_service.cli.load import file_trial
from profile_service.cli.load.file_trial import CommandTrial
from profile_service.domain.values.errors import Overloaded

pytestmark = pytest.mark.anyio
_PEOPLE = b"Member No,E-mail,Joined\n1,ann@shop.org,2026-01-02\n2,bob@shop.org,someday\n3,,2026-01-04\n"
_MB = 1024**2


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are put for their trial; no store is there, and none is made."""
    monkeypatch.setenv("PROFILE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_unknown_file_gets_a_mapping_and_is_tried_with_it(folders: Path) -> None:
    report = await CommandTrial(_MB).report("C:\\exports\\members.csv", io.BytesIO(_PEOPLE), compare=True)

    assert report.error == ""
    assert (report.summary["file"], report.summary["format"], report.summary["rows"]) == ("members.csv", "CSV", 3)
    assert report.summary["recognition"].startswith("unknown: ")
    assert report.mapping
    assert "type: email" in report.mapping
    assert report.commands == [".venv/bin/profile-service load mapped members.csv --mapping mapping.yaml"]
    assert report.outcome
    assert (report.outcome["read"], report.outcome["loaded"]) == (3, 3)
    assert _left(folders) == [], "neither the file nor a store is left"


@pytest.mark.parametrize("letter", ["a", "é", "客", "𠮷"])
async def test_name_may_be_long_in_any_script(letter: str) -> None:
    report = await CommandTrial(_MB).report(f"{letter * 120}.csv", io.BytesIO(_PEOPLE), compare=False)

    assert (report.error, report.summary["file"].strip(letter)) == ("", ".csv")


async def test_known_file_needs_no_mapping_and_is_not_compared_where_that_would_tell_of_others() -> None:
    csv = b"Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone\n7,Ann,Lee,ann@shop.org,no,\n"
    report = await CommandTrial(_MB).report("customers_export.csv", io.BytesIO(csv), compare=False)
    assert report.summary["source"] == "shopify-customers"
    assert (report.mapping, report.outcome) == (None, None)
    assert report.commands == [".venv/bin/profile-service load auto customers_export.csv"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty.csv: is empty"),
        ("../../etc/passwd", b"\x00\x01\x02\x03" * 99, "passwd: "),
        ("people.csv", b"Name\nAnn\nBob\n", "people.csv: has no id"),
    ],
)
async def test_bad_file_gets_the_sentence_of_the_command_line(name: str, content: bytes, sentence: str) -> None:
    report = await CommandTrial(_MB).report(name, io.BytesIO(content), compare=True)
    assert (report.error or report.no_mapping).startswith(sentence)
    assert report.outcome is None


async def test_archive_is_answered_with_what_a_page_can_do() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("people.csv", _PEOPLE)
    content.seek(0)
    report = await CommandTrial(_MB).report("export.zip", content, compare=True)
    assert report.error == "export.zip: is a zip archive; unpack it, and choose one of its files here"


async def test_trial_ends_where_it_takes_too_long_or_too_much(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    trial = CommandTrial(_MB)
    monkeypatch.setattr(file_trial, "_MEMORY_BYTES", 16 * _MB)
    report = await trial.report("members.csv", io.BytesIO(_PEOPLE), compare=True)
    assert "too much memory" in report.error
    monkeypatch.setattr(file_trial, "_SECONDS", 0.05)
    report = await trial.report("members.csv", io.BytesIO(_PEOPLE), compare=True)
    assert report.error == "it takes longer than 0.05 seconds; load it by the command"
    assert _left(folders) == []


async def test_one_file_is_tried_at_a_time() -> None:
    trial = CommandTrial(_MB)
    async with trial._busy:
        with pytest.raises(Overloaded, match="another file"):
            await trial.report("members.csv", io.BytesIO(_PEOPLE), compare=True)
