"""Suppressions and restrictions by the commands."""

from pathlib import Path

from tests.rig.erased_exports import written_exports
from tests.rig.terminal import Terminal


def test_suppressed_until_lifted(terminal: Terminal, tmp_path: Path) -> None:
    contacts = dict(written_exports(tmp_path / "exports"))["salesforce-contacts"]
    assert terminal.run("privacy", "suppress", "BOB@shop.org").code == 0
    assert "1 suppressed" in terminal.run("load", "salesforce-contacts", contacts).out
    assert terminal.run("privacy", "suppress", "bob@shop.org", "--lift").code == 0
    assert "1 loaded" in terminal.run("load", "salesforce-contacts", contacts).out
    refused = [terminal.run("privacy", "suppress", *words) for words in ((), ("bob",), ("--record", "bob"))]
    assert [(each.code, each.err.count("\n")) for each in refused] == [(2, 1)] * 3


def test_restricted_until_lifted(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("load", "salesforce-contacts", dict(written_exports(tmp_path / "exports"))["salesforce-contacts"])
    restricted = terminal.run("privacy", "restrict", "bob@shop.org", "--json")
    lifted = terminal.run("privacy", "restrict", "bob@shop.org", "--lift", "--json")
    assert (restricted.out, lifted.out) == (
        '{"records":1,"restricted":true}\n', '{"records":1,"restricted":false}\n'
    )  # fmt: skip
    assert terminal.run("privacy", "restrict", "nobody@shop.org").code != 0
