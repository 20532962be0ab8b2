"""The inventory as a page of Markdown, as `docs/privacy-inventory.md` has it."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from profile_service.domain.privacy.inventory import Inventory, InventoryEntry, PropertyGroup

_WIDTH = 140
_TITLE = "# What is kept of people"
_ABOUT = (
    "This page is `profile-service privacy inventory`, printed from `schema/privacy.yaml`. *Delete*: it goes with a "
    "person who is erased. *Detach*: it stays for others, without what leads to the person. *Keep*: it stays, for it "
    "tells of no customer. What is marked *exported* is in the export of a person. What each property means is in "
    "[graph.md](graph.md)."
)


def inventory_lines(inventory: Inventory) -> Iterator[str]:
    yield from (_TITLE, "")
    yield from _wrapped(_ABOUT, "")
    yield from _section("Labels", inventory.labels)
    yield from _section("Relations", inventory.relations)
    yield from _section("Outside the graph", inventory.places)


def _section(title: str, entries: Mapping[str, InventoryEntry]) -> Iterator[str]:
    yield from ("", f"## {title}")
    for entry in entries.values():
        yield from ("", f"### {entry.name}: {entry.verdict.value}", "")
        yield from _wrapped(f"{_sentence(entry.why)} {_export_sentence(entry.left_out)}", "")
        if entry.properties:
            yield ""
        for group in entry.properties:
            yield from _wrapped(f"- {_names(group.names)}: {_group_text(group, entry)}", "  ")


def _group_text(group: PropertyGroup, entry: InventoryEntry) -> str:
    """The reason, and what differs from the label or relation."""
    verdict = f"**{group.verdict.value}**, " if group.verdict is not entry.verdict else ""
    if group.left_out == entry.left_out:
        return f"{verdict}{group.why}"
    left_out = f"; not exported: {group.left_out}" if group.left_out else "; exported"
    return f"{verdict}{group.why}{left_out}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _export_sentence(left_out: str | None) -> str:
    return f"Not exported: {left_out}." if left_out else "Exported."


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
