"""Short texts by key in a temporary file: what a load must remember and memory shall not hold."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from types import TracebackType

_CACHE = "PRAGMA cache_size = -32000"  # kilobytes
_ASK = 500


class Scratch:
    """The file holds no key, only 64 bits of its hash: nobody can be read from it.

    Two keys of ten million are taken for one with a probability of 1 in 350,000.
    """

    def __init__(self) -> None:
        # An empty name: a file without one, which SQLite writes only for what outgrows its cache.
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.execute(_CACHE)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE texts (key INTEGER PRIMARY KEY, text TEXT)")
        self._db.execute("BEGIN")

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep a text for each key, in the place of an earlier one."""
        rows = [(_hash(key), text) for key, text in texts.items()]
        self._db.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?)", rows)

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """The texts of those of the keys that have one."""
        by_hash = {_hash(key): key for key in keys}
        hashes = list(by_hash)
        texts: dict[str, str] = {}
        for start in range(0, len(hashes), _ASK):
            chunk = hashes[start : start + _ASK]
            marks = ",".join("?" * len(chunk))
            rows = self._db.execute(f"SELECT key, text FROM texts WHERE key IN ({marks})", chunk)  # noqa: S608  only ?
            texts |= {by_hash[key]: text for key, text in rows}
        return texts


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
