"""The files of an embedded store, in `DATA_DIR/embedded`.

- `leases`: shared lock of every process that uses the store
- `starting`: exclusive lock of the one opener that may start the sidecar
- `sidecar`: exclusive lock of the sidecar, for as long as it lives
- `engine`: exclusive lock of the sidecar and its engine, for as long as one of them lives
- `state.json`: where the engine listens, and the name of its user; written when it is ready, removed before it stops
- `password`: of the engine's user, kept for the life of the directory
- `purge`: while it exists, the next engine builds all indexes anew before it is ready
- `sidecar.log`: output of the sidecar and the engine
- `databases`, `config` and all others: the engine's own
"""

import base64
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from profile_service.domain.values.errors import StoreUnavailable
from profile_service.store.embedded.file_locks import FileLock, is_locked
from profile_service.store.places.private_files import replace_private
from profile_service.store.places.private_folders import make_private_folder

DATABASE = "profiles"
_FORMER_USER = "root"
_HASH_ROUNDS = 65_536
LOG_LIMIT = 1 << 20
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class EngineState:
    """A ready engine: where it listens, the process ids of its sidecar and of itself, and the name of its user. An
    engine that an earlier version started has a user of always the same name."""

    host: str
    port: int
    sidecar: int
    engine: int
    started_at: str
    user: str = _FORMER_USER


class Directory:
    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.root = self.data_dir / "embedded"
        self.leases = self.root / "leases"
        self.starting = self.root / "starting"
        self.sidecar = self.root / "sidecar"
        self.engine = self.root / "engine"
        self.password_file = self.root / "password"
        self.log = self.root / "sidecar.log"
        self.purge = self.root / "purge"
        self._state = self.root / "state.json"

    def exists(self) -> bool:
        """Whether a store was ever made here."""
        return self.root.is_dir()

    def create(self) -> None:
        make_private_folder(self.root)

    def is_running(self) -> bool:
        """True while a sidecar or its engine lives, ready or not."""
        return is_locked(self.engine)

    def has_sidecar(self) -> bool:
        """False also where the engine has lost its sidecar and is about to end."""
        return is_locked(self.sidecar)

    def is_intact(self, lease: FileLock) -> bool:
        """False once the directory was deleted under a lease. The engine never replaces its dictionary file."""
        return lease.is_file(self.leases) and any((self.root / "databases" / DATABASE).glob("dictionary.*"))

    def state(self) -> EngineState | None:
        """The published state; None where there is none, or none that can be read."""
        try:
            return EngineState(**json.loads(self._state.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def publish_state(self, state: EngineState) -> None:
        replace_private(self._state, [json.dumps(asdict(state)).encode()])

    def withdraw_state(self) -> None:
        self._state.unlink(missing_ok=True)

    def password(self) -> str:
        """The password of the engine's user; made where there is none."""
        if not self.password_file.exists():
            replace_private(self.password_file, [secrets.token_urlsafe(24).encode()])
        return self.password_file.read_text()

    def make_user(self) -> str:
        """Give the engine, before its start, a user of a new name, and no other; returns the name.

        After five wrong passwords the engine refuses a name for half a minute, also with the right one. So nobody but
        the owner of this directory may know the name.
        """
        name, salt = f"user-{secrets.token_hex(16)}", secrets.token_urlsafe(32)
        digest = hashlib.pbkdf2_hmac("sha256", self.password().encode(), salt.encode(), _HASH_ROUNDS)
        stored = f"PBKDF2WithHmacSHA256${_HASH_ROUNDS}${salt}${base64.b64encode(digest).decode()}"
        users = self.root / "config" / "server-users.jsonl"
        users.parent.mkdir(mode=0o700, exist_ok=True)
        line = json.dumps({"name": name, "databases": {"*": ["admin"]}, "password": stored}) + "\n"
        replace_private(users, [line.encode()])
        return name

    def open_log(self) -> int:
        """A descriptor that appends to the log; a log beyond LOG_LIMIT is emptied first."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            flags |= os.O_TRUNC
        return os.open(self.log, flags, 0o600)


class Deadline:
    """`seconds` from now, for opening the store in `directory`."""

    def __init__(self, directory: Directory, seconds: float) -> None:
        self._directory = directory
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return as soon as the condition holds. Raises StoreUnavailable once the time is over."""
        while not condition():
            if time.monotonic() > self._end:
                where, log = self._directory.root, self._directory.log.name
                raise StoreUnavailable(
                    f"The embedded store in {where} was not ready within {self._seconds:g} s: see {log} there."
                )
            time.sleep(_POLL_SECONDS)
