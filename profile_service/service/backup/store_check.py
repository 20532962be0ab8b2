"""Whether the store itself is whole: its schema, and what it keeps of itself beside the graph."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from profile_service.domain.profile.tallies import add_up
from profile_service.store.backup import kept_counts
from profile_service.store.backup.graph_counts import node_counts
from profile_service.store.engine import migrations
from profile_service.store.engine.migrations import schema_state
from profile_service.store.engine.store import Store
from profile_service.store.resolution.change_feed import store_state
from profile_service.store.sources.tallies import stored_tally

_Faulty: TypeAlias = Callable[[Store, Sequence[str]], Awaitable[list[str]]]
_LOOKS = 3
"""A writer may be between the two things that are compared: what looks wrong is looked at again."""


@dataclass(slots=True)
class StoreCheck:
    """`checked`: how many nodes were looked at; `faults`: sentences, none where the store is whole."""

    checked: int = 0
    faults: list[str] = field(default_factory=list)

    async def add(self, store: Store, label: str, checks: dict[str, _Faulty], drawn: Callable[[], bool]) -> None:
        """Look at the nodes of the label that are `drawn`, some hundreds at a time, in each way. The texts of `checks`
        say what is wrong with those that are returned."""
        wrong = dict.fromkeys(checks, 0)
        async for keys in kept_counts.key_pages(store, label):
            if not drawn():
                continue
            self.checked += len(keys)
            for text, faulty in checks.items():
                wrong[text] += await _still_faulty(store, keys, faulty)
        self.faults += [f"{number:,} {text}" for text, number in wrong.items() if number]


async def check_store(
    store: Store, sample: int | None = None, progress: Callable[[int], None] = lambda _: None
) -> StoreCheck:
    """Look at the schema, at the numbers of the changes, and at all records, identifiers and events, or at about
    `sample` of each. Others may write meanwhile. Raises StoreError where the store fails."""
    check = StoreCheck(faults=[*await _schema_faults(store), *await _change_faults(store)])
    counts, random = await node_counts(store), Random()
    for label, checks in _CHECKS.items():
        count = counts.get(label, 0)
        share = 1.0 if sample is None or count <= sample else sample / count
        await check.add(store, label, checks, lambda share=share: random.random() < share)  # type: ignore[misc]
        progress(check.checked)
    return check


async def _still_faulty(store: Store, keys: Sequence[str], faulty: _Faulty) -> int:
    for _ in range(_LOOKS):
        if not keys:
            break
        keys = await faulty(store, keys)
    return len(keys)


async def _schema_faults(store: Store) -> list[str]:
    states = [each for each in await migrations.status(store) if each.state != "applied"]
    faults = [f"the migration {each.name} is {each.state}" for each in states]
    if len(states) == len(migrations.migrations(store.engine)):
        return ["no migration was applied"]
    return faults + [
        f"the constraint or index {each.name} is {each.state}" for each in (await schema_state(store)).faults
    ]


async def _change_faults(store: Store) -> list[str]:
    """Read before the number on the lock node, which only grows."""
    gaps, last = await kept_counts.change_gaps(store)
    seq = (await store_state(store)).last_seq
    faults = [f"the numbers of the changes have {gaps:,} gaps"] if gaps else []
    return faults + ([f"the latest change is {last:,}, and the store says {seq:,}"] if last > seq else [])


async def _miscounting_records(store: Store, keys: Sequence[str]) -> list[str]:
    return [
        record.key
        for record in await kept_counts.counted_records(store, keys)
        if add_up([record.tally]) != add_up([stored_tally(event, 1) for event in record.events])
    ]


_CHECKS: dict[str, dict[str, _Faulty]] = {
    "SourceRecord": {
        "records do not belong to exactly one profile": kept_counts.homeless_records,
        "records count other events than they have": _miscounting_records,
    },
    "Identifier": {"identifiers count other holders than they have": kept_counts.miscounted_identifiers},
    "Event": {"events are not by exactly one record": kept_counts.lost_events},
}
