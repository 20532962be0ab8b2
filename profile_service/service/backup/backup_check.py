"""Whether a backup is whole: its files are those that were written, and what they hold fits together."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from profile_service.domain.backup.manifest import Manifest, NodeRow, Part, RelationRow, count_differences
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.backup.manifest_file import read_manifest
from profile_service.service.backup.part_files import MANIFEST
from profile_service.service.backup.part_reader import part_fault, part_rows
from profile_service.store.backup.graph_keys import graph_keys


@dataclass(frozen=True, slots=True)
class BackupVerification:
    """`faults`: sentences, none where the backup is whole."""

    manifest: Manifest
    faults: tuple[str, ...]


def verify_backup(folder: Path, progress: Callable[[int], None] = lambda _: None) -> BackupVerification:
    """Look at every byte and every row. `progress` is called with the number of rows that were looked at.

    Raises NotFound where the folder is no finished backup, InvalidInput where its manifest is damaged or later.
    """
    manifest = read_manifest(folder)
    faults = [fault for part in manifest.parts if (fault := part_fault(folder, part))]
    faults += _strangers(folder, manifest)
    if not faults:
        content = _Content()
        faults += content.faults(folder, manifest, progress)
    return BackupVerification(manifest, tuple(faults))


def _strangers(folder: Path, manifest: Manifest) -> Iterator[str]:
    ours = {MANIFEST, *(part.file for part in manifest.parts)}
    for path in sorted(folder.iterdir()):
        if path.name not in ours:
            yield f"{path.name} is no file of the backup"


class _Content:
    """What the parts hold. Of each key its hash alone is kept, 60 bytes or so for a node."""

    def __init__(self) -> None:
        self._keys: dict[str, set[int]] = defaultdict(set)
        self._relations = Counter[str]()

    def faults(self, folder: Path, manifest: Manifest, progress: Callable[[int], None]) -> Iterator[str]:
        """What is wrong, as sentences. Values of customers are in none."""
        for part in manifest.parts:
            try:
                yield from self._part_faults(folder, part)
            except InvalidInput as error:
                yield str(error)
            progress(part.lines)
        yield from count_differences(manifest.relations, self._relations, "relations")

    def _part_faults(self, folder: Path, part: Part) -> Iterator[str]:
        count = wrong = 0
        look = self._is_wrong_node if part.kind == "nodes" else self._is_wrong_relation
        for row in part_rows(folder, part):
            count += 1
            wrong += look(part.label, row)  # type: ignore[arg-type]  # all rows of a part are of its kind
        if count != part.lines:
            yield f"{part.file} has {count:,} lines instead of {part.lines:,}"
        if wrong and part.kind == "nodes":
            yield f"{part.file}: {wrong:,} of {count:,} nodes have no key, or one that another node has"
        elif wrong:
            yield f"{part.file}: {wrong:,} of {count:,} relations lead from or to nodes that the backup does not have"

    def _is_wrong_node(self, label: str, node: NodeRow) -> bool:
        key = graph_keys().get(label)
        if key is None or label not in node.labels or key.property not in node.properties:
            return True
        if not key.is_unique:
            return False
        value = hash(node.properties[key.property])
        is_twice = value in self._keys[label]
        self._keys[label].add(value)
        return is_twice

    def _is_wrong_relation(self, label: str, relation: RelationRow) -> bool:
        self._relations[relation.type] += 1
        starts, ends = self._keys.get(label, ()), self._keys.get(relation.end_label, ())
        return hash(relation.start) not in starts or hash(relation.end) not in ends
