"""The source that a file comes from, by its columns or fields, and by its name only where those leave it open."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from loaders.discovery.source_traits import Match, source_traits
from loaders.formats.detection import FileKind, detect_format, detect_kind
from profile_service.domain.values.errors import InvalidInput

_MOST_NAMED = 12
AUTO = "auto"
"""Stands on the command line for the name of a source: each file's is then recognised."""


@dataclass(frozen=True)
class Recognition:
    """`source` is the name of the file's loader; empty where none loads it. `explanation`: which, and why, in words.

    A file that `is_unknown` is of no source; one with neither a source nor that is looked up beside others.
    """

    path: Path
    source: str
    explanation: str
    is_unknown: bool = False


def recognise(path: Path) -> Recognition:
    """The source of a file. Raises InvalidInput where two sources fit it equally well."""
    try:
        kind = detect_kind(path)
        columns = detect_format(path).header(path)
    except InvalidInput as error:
        return _unknown(path, str(error).removeprefix(f"{path}: "))
    if kind is FileKind.VCARD:
        return Recognition(path, "vcard-contacts", f"vcard-contacts (has BEGIN:VCARD, {', '.join(columns[:3])})")
    matches = [trait.match(path, columns) for trait in source_traits() if kind in trait.kinds]
    fitting = sorted((m for m in matches if m.fits), key=lambda m: m.strength, reverse=True)
    return _best(path, fitting) if fitting else _unknown(path, _nearest_source(columns, matches))


def _best(path: Path, fitting: list[Match]) -> Recognition:
    """The strongest match, which comes first. Raises InvalidInput where one of another source is as strong."""
    best, others = fitting[0], [m for m in fitting[1:] if m.trait.source != fitting[0].trait.source]
    if others and others[0].strength == best.strength:
        names = " or ".join(m.trait.source for m in (best, *others) if m.strength == best.strength)
        raise InvalidInput(f"{path}: may be {names}; load it by that name instead of {AUTO}")
    if best.trait.looked_up:
        return Recognition(path, "", f"{best.sentence}, looked up beside the files that need it")
    rather = f", rather than {' or '.join(m.sentence for m in others)}" if others else ""
    return Recognition(path, best.trait.source, best.sentence + rather)


def _unknown(path: Path, reason: str) -> Recognition:
    return Recognition(path, "", f"unknown: {reason}", is_unknown=True)


def _nearest_source(columns: Collection[str], matches: list[Match]) -> str:
    """The nearest source of a file that no source fits, and what the file lacks of it, in words."""
    nearest = max(matches, key=lambda match: match.share, default=None)
    if nearest is None or not nearest.seen:
        return f"no source has one of its columns ({_shown(columns)})"
    if len(nearest.seen) == 1 and len(columns) > 1:
        return f"no source has more than one of its columns ({_shown(columns)})"
    wanted = nearest.missing or nearest.trait.marks
    lacks = ("" if nearest.missing else "any of ") + ", ".join(wanted)
    return f"the nearest is {nearest.sentence}, but it lacks {lacks}"


def _shown(columns: Collection[str]) -> str:
    """The names, as far as a person reads on, and how many others there are; where a file has no header they are
    somebody's data, so that what may be that is left out."""
    names = [name for name in columns if name.isprintable() and "@" not in name and not re.search(r"\d{3}", name)]
    shown, data = names[:_MOST_NAMED], len(columns) - len(names)
    parts = [", ".join(shown)] if shown else []
    parts += [f"{len(names) - len(shown)} more"] if len(names) > len(shown) else []
    parts += [f"{data} not shown, for they may be somebody's data"] if data and shown else []
    return " and ".join(parts) if parts else "none with a name"
