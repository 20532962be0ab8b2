"""The registry: every source has a name, distinguishes its files from others, and is listed on the page of sources."""

import csv
import io
import pickle
import re

import pytest

from loaders.build.loader import ItemReader
from loaders.build.source import Source
from loaders.registry import NAMES, SOURCES, loader
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.damage import FILES
from tests.loaders.entries import FIXTURES
from tests.sources import ROOT


def test_page_lists_every_source() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([^`]+)`", " ".join(rows))) == sorted(NAMES)


@pytest.mark.parametrize(
    ("name", "file"),
    [(name, file) for name, file in FILES if name in SOURCES and file.endswith(".csv")],
    ids=lambda value: value,
)
def test_header_distinguishes_a_file_from_all_others(name: str, file: str) -> None:
    header = _header(file)
    marks = {
        source.name: sum(mark in header for mark in source.marks)
        for source in SOURCES.values()
        if set(source.required) <= header and source.required
    }
    assert marks[name] > 0
    assert [other for other, count in marks.items() if other != name and count >= marks[name]] == []


def test_files_of_exports_belong_to_their_source() -> None:
    assert _of_stem("Contact") == "salesforce-contacts"
    assert _of_stem("Account") == "salesforce-accounts"
    assert _of_stem("Case") == "salesforce-cases"
    assert _of_stem("unsubscribed_members_export_1a2b3c4d") == "mailchimp-audience"
    assert _of_stem("cleaned_members_export_1a2b3c4d") == "mailchimp-audience"


@pytest.mark.parametrize(("name", "file"), FILES, ids=[file for _, file in FILES])
def test_file_reads_the_same_in_another_process(name: str, file: str) -> None:
    read_items = ItemReader(loader(name, country="FR"), FIXTURES / file)
    assert list(pickle.loads(pickle.dumps(read_items))(packaged_rules())) == list(read_items(packaged_rules()))


def _of_stem(stem: str) -> str:
    (source,) = (s for s in SOURCES.values() if _is_called(s, stem))
    return source.name


def _is_called(source: Source, stem: str) -> bool:
    return any(stem.startswith(start) for start in source.stems)


def _header(file: str) -> set[str]:
    first = (FIXTURES / file).read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    return set(next(csv.reader(io.StringIO(first), delimiter=";" if ";" in first else ",")))
