"""Groups of rows that are one thing, such as the rows of an order, also where they lie apart in their file.

A first pass finds the groups whose rows lie apart, usually none. The second pass gives all others as they come, and
those at the end, from a temporary file: memory stays flat, whatever the file is sorted by.
"""

import hashlib
import pickle
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import TypeAlias
from zlib import crc32

from loaders.formats.rows import Row

GroupKey: TypeAlias = Callable[[Row], str]
"""The name of the group that a row belongs to."""

RowGroup: TypeAlias = Sequence[Sequence[Row]]
"""The rows of one group, in the order of the file, by the runs in which they lie together: most often a single one."""

_PLACES = 27
"""Two to this power places are marked, in 16 MB, one for each name: of a million groups some 4,000 share a place with
an earlier one and are taken for groups that lie apart, which costs a little time and changes nothing else."""


class ApartGroups:
    """The names of groups whose rows may lie apart, eight bytes for each. It can be pickled."""

    def __init__(self, hashes: Iterable[int] = ()) -> None:
        self._hashes = array("Q", sorted(set(hashes)))

    def __contains__(self, name: str) -> bool:
        wanted = _hash(name)
        place = bisect_left(self._hashes, wanted)
        return place < len(self._hashes) and self._hashes[place] == wanted

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApartGroups) and self._hashes == other._hashes

    __hash__ = None  # type: ignore[assignment]


class GroupScan:
    """Finds the groups whose rows lie apart, while somebody reads the rows. `apart` holds them once all are read."""

    def __init__(self, key: GroupKey) -> None:
        self._key = key
        self.apart = ApartGroups()

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows. Where they are read again from the beginning, the scan begins again too.

        The same rows always have the same result: a load that was interrupted counts on it.
        """
        key, last, seen, apart = self._key, None, bytearray(1 << (_PLACES - 3)), array("Q")
        for row in rows:
            if (name := key(row)) != last:
                last = name
                place = crc32(name.encode("utf-8", "surrogatepass")) >> (32 - _PLACES)
                byte, mark = place >> 3, 1 << (place & 7)
                if seen[byte] & mark:
                    apart.append(_hash(name))
                seen[byte] |= mark
            yield row
        self.apart = ApartGroups(apart)


def row_groups(rows: Iterable[Row], key: GroupKey, apart: ApartGroups) -> Iterator[RowGroup]:
    """The groups in the order of their first rows, those that lie apart behind all others."""
    if not apart:
        yield from ((list(run),) for _, run in groupby(rows, key))
        return
    # An empty name: a file without one, which SQLite writes only for what outgrows its cache.
    with closing(sqlite3.connect("", isolation_level=None)) as kept:
        kept.execute("PRAGMA journal_mode = OFF")
        kept.execute("CREATE TABLE runs (name TEXT, number INTEGER, run BLOB)")
        for number, (name, group) in enumerate(groupby(rows, key)):
            run = list(group)
            if name in apart:
                kept.execute("INSERT INTO runs VALUES (?, ?, ?)", (name, number, pickle.dumps(run)))
            else:
                yield (run,)
        kept.execute("CREATE INDEX by_name ON runs (name, number)")
        firsts = kept.execute("SELECT name, min(number) AS first FROM runs GROUP BY name ORDER BY first")
        for name, _ in firsts:
            runs = kept.execute("SELECT run FROM runs WHERE name = ? ORDER BY number", (name,))
            yield tuple(pickle.loads(run) for (run,) in runs)  # noqa: S301  (written above)


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())
