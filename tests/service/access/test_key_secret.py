"""The secret of keys: made once, for its owner alone, and shown nowhere."""

import stat
from pathlib import Path

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.key_secret import KeySecretPlace


def test_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    place = KeySecretPlace("", tmp_path)
    assert place.read() is None
    digest = place.create().digest("token")
    (file,) = (tmp_path / "access").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KeySecretPlace("", tmp_path).create().digest("token") == digest
    again = place.read()
    assert again
    assert again.matches("token", digest)
    assert not again.matches("taken", digest)


def test_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    KeySecretPlace("", tmp_path).create()
    (tmp_path / "access" / "secret").chmod(0o644)
    with pytest.raises(InvalidInput, match="can be read by others"):
        KeySecretPlace("", tmp_path).read()


def test_setting_takes_the_place_of_the_file(tmp_path: Path) -> None:
    secret = KeySecretPlace("x" * 32, tmp_path).create()
    assert list(tmp_path.iterdir()) == []
    assert "xxx" not in repr(secret) + repr(KeySecretPlace("x" * 32, tmp_path))
    with pytest.raises(InvalidInput, match="PROFILE_ACCESS_SECRET: shorter than 32"):
        KeySecretPlace("short", tmp_path).read()
