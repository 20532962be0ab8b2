"""Secrets that lie outside the store: the one that keys the digests of tokens, so that who reads the store can make
none, and the one of the audit."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from profile_service.domain.values.errors import InvalidInput
from profile_service.store.places.private_files import write_beside
from profile_service.store.places.private_folders import make_private_folder

_LEAST_CHARACTERS = 32
_FOLDER = "access"


class KeySecret:
    """Makes and compares digests. No representation shows the secret."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "KeySecret(…)"

    def digest(self, text: str) -> str:
        """HMAC-SHA256 of the text, in hexadecimal."""
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    @property
    def secret(self) -> bytes:
        """The secret itself, to derive other keys from."""
        return self._secret

    def matches(self, text: str, digest: str) -> bool:
        """Whether the digest is that of the text; takes as long wherever they differ."""
        return hmac.compare_digest(self.digest(text), digest)


@dataclass(frozen=True, slots=True)
class KeySecretPlace:
    """Where the secret is: in a setting, which has the name `variable`, else in a file of the data folder."""

    setting: str = field(repr=False)
    data_dir: Path
    file: str = "secret"
    variable: str = "PROFILE_ACCESS_SECRET"

    def create(self) -> KeySecret:
        """The secret; a file for it is made where there is none. Raises InvalidInput as `read` does."""
        if not self.setting and not self._path.exists():
            _create(self._path)
        secret = self.read()
        if secret is None:
            raise InvalidInput(f"{self._path} went away; try again")
        return secret

    def read(self) -> KeySecret | None:
        """The secret; None where there is none yet. Raises InvalidInput where it is too short or others may read it."""
        if self.setting:
            return KeySecret(_long_enough(self.setting, self.variable).encode())
        if not self._path.exists():
            return None
        if self._path.stat().st_mode & 0o077:
            raise InvalidInput(f"{self._path} can be read by others; set its mode to 0600, and make new keys")
        return KeySecret(_long_enough(self._path.read_text(encoding="ascii"), str(self._path)).encode())

    @property
    def _path(self) -> Path:
        return self.data_dir / _FOLDER / self.file


def _create(path: Path) -> None:
    """Whole or not at all, and never over another one: where two are made at once, the first stays."""
    make_private_folder(path.parent)
    new = write_beside(path, [secrets.token_urlsafe(32).encode()])
    try:
        path.hardlink_to(new)
    except FileExistsError:
        pass
    finally:
        new.unlink()


def _long_enough(secret: str, where: str) -> str:
    if len(secret) < _LEAST_CHARACTERS:
        raise InvalidInput(f"{where}: shorter than {_LEAST_CHARACTERS} characters; take a long random text")
    return secret
