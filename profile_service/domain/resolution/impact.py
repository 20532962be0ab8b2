"""Impact of a regrouping: how many profiles and records it would change, with the largest examples."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.resolution.profile_ids import Regrouping

Kind: TypeAlias = Literal["merge", "split", "removal"]
_EXAMPLES = 20
_KEYS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Example:
    """The impact on one profile. A `merge`: it takes in the profiles `others`, with their records. A `split`: records
    leave it for `others` and for `new` new profiles; `records` is how many it has now. A `removal`: no record would be
    left. `moved`: how many records change profile; `keys`: those of the first ones, fit to be shown."""

    kind: Kind
    profile: str
    others: tuple[str, ...]
    new: int
    records: int
    moved: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact on `profiles` with `records`: how many profiles would be `merged` into another one, `split`, or
    `removed` for want of records, and how many records `moved` to another profile. `examples`: the largest, by records
    moved."""

    records: int
    profiles: int
    merged: int
    split: int
    removed: int
    moved: int
    examples: tuple[Example, ...]


def impact(before: Mapping[str, str], regrouping: Regrouping) -> Impact:
    """The impact; `before`: record key → profile id, of all records."""
    cases = sorted(_examples(before, regrouping), key=lambda case: (-case.moved, case.kind, case.profile))
    return Impact(
        records=len(before),
        profiles=len(set(before.values())),
        merged=len(regrouping.merged),
        split=sum(case.kind == "split" for case in cases),
        removed=len(regrouping.removed),
        moved=sum(record in before for record in regrouping.moves),
        examples=tuple(cases[:_EXAMPLES]),
    )


def shown_key(record: str) -> str:
    """A record's key without personal data: a record to which its source gave no id is named by an e-mail or a phone
    number. `shop:email:ann@x.org` → `shop:email:…`"""
    source, _, id = record.partition(":")
    type, colon, _ = id.partition(":")
    return f"{source}:{type}:…" if colon else record


def _examples(before: Mapping[str, str], regrouping: Regrouping) -> Iterator[Example]:
    sizes = Counter(before.values())
    merges: dict[str, list[str]] = defaultdict(list)
    losses: dict[str, list[str]] = defaultdict(list)
    for record, to in sorted(regrouping.moves.items()):
        if record in before:
            old = before[record]
            (merges[to] if old in regrouping.merged else losses[old]).append(record)
    for survivor, records in merges.items():
        others = tuple(sorted({before[record] for record in records}))
        yield Example("merge", survivor, others, 0, sizes[survivor], len(records), _shown_keys(records))
    for profile, records in losses.items():
        parts = {regrouping.moves[record] for record in records}
        others = tuple(sorted(parts - regrouping.created))
        new = len(parts & regrouping.created)
        yield Example("split", profile, others, new, sizes[profile], len(records), _shown_keys(records))
    for profile in regrouping.removed:
        yield Example("removal", profile, (), 0, sizes[profile], 0, ())


def _shown_keys(records: list[str]) -> tuple[str, ...]:
    return tuple(shown_key(record) for record in records[:_KEYS_SHOWN])
