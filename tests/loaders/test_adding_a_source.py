"""The page on adding a source: its source, loaded from the page, passes the page's test."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from loaders import registry
from loaders.build.source import csv_source
from profile_service.domain.sources.consents import ConsentStatus
from profile_service.domain.sources.items import Item, Rejected
from tests.loaders.entries import identifiers
from tests.loaders.entries import load as load_fixture
from tests.sources import ROOT

PAGE = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")


def test_source_of_the_page_passes_the_test_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    till_members = ModuleType("loaders.sources.tills.members")
    exec(_block("python", "loaders/sources/tills/members.py"), vars(till_members))
    source = eval(_block("python", "loaders/registry.py"), {"csv_source": csv_source, "till_members": till_members})
    monkeypatch.setitem(registry.SOURCES, source.name, source)
    monkeypatch.setattr(registry, "NAMES", (*registry.NAMES, source.name))
    (tmp_path / "till_members.csv").write_text(_block("csv", "till_members.csv"), encoding="utf-8")

    def load(name: str, path: str, country: str) -> list[Item | Rejected]:
        return load_fixture(name, tmp_path / path, country)

    words = {"load": load, "identifiers": identifiers, "ConsentStatus": ConsentStatus}
    exec(_block("python", "4. The test"), words)


def test_page_stays_short() -> None:
    assert PAGE.count("\n") < 100


def _block(language: str, heading: str) -> str:
    """The first block of that language after the heading that holds these words."""
    match = re.search(rf"^## .*{re.escape(heading)}.*?^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert match, heading
    return match[1]
