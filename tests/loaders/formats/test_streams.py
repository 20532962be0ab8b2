"""Files wherever they lie and however they are packed: the same rows, lines and hash as those of the plain file."""

import gzip
import hashlib
import io
import json
import stat
import sys
import zipfile
from functools import cache
from pathlib import Path

import duckdb
import pytest
from backports import zstd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.discovery.prepare import prepare
from loaders.formats.detection import detect_format
from loaders.formats.paths import spool_streams
from loaders.formats.streams import open_file
from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.entries import FIXTURES
from tests.rig.workbooks import workbook

USERS = (FIXTURES / "zendesk_users.ndjson").read_bytes()
_JOURNEY = FIXTURES / "journey"


def packed(folder: Path, name: str, content: bytes) -> Path:
    """A zip with one file in a folder of it."""
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("crm/", "")
        archive.writestr(f"crm/{name}", content)
        archive.writestr("__MACOSX/crm/._x", "left behind")
    return path


def test_packed_files_read_as_plain_ones(tmp_path: Path) -> None:
    plain = list(loader("zendesk-users").items(FIXTURES / "zendesk_users.ndjson"))
    (tmp_path / "users.gz").write_bytes(gzip.compress(USERS[:200]) + gzip.compress(USERS[200:]))
    (tmp_path / "users.zst").write_bytes(zstd.compress(USERS[:200]) + zstd.compress(USERS[200:]))
    member = packed(tmp_path, "users.json.gz", gzip.compress(USERS)) / "crm" / "users.json.gz"

    for path in (tmp_path / "users.gz", tmp_path / "users.zst", member):
        inspection = loader("zendesk-users").inspect(path)
        assert inspection.sha256 == hashlib.sha256(USERS).hexdigest()
        assert list(loader("zendesk-users").items(path)) == plain


def test_a_zip_of_one_file_needs_no_name(tmp_path: Path) -> None:
    path = packed(tmp_path, "users.json", USERS)
    (file,) = prepare(loader("zendesk-users"), [path]).files
    assert file.path == path / "crm" / "users.json"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("tickets.json", "{}")
    with pytest.raises(InvalidInput, match=r"is a zip of crm/users\.json, tickets\.json; name one of them as"):
        prepare(loader("zendesk-users"), [path])


def test_patterns_reach_into_folders_and_zips(tmp_path: Path) -> None:
    path = packed(tmp_path, "users.json", USERS)
    (tmp_path / "b.json").write_bytes(USERS)
    (tmp_path / "a.json").write_bytes(USERS)
    users = loader("zendesk-users")
    assert users.paths(tmp_path / "*.json") == [tmp_path / "a.json", tmp_path / "b.json"]
    assert users.paths(path / "crm" / "u*") == [path / "crm" / "users.json"]
    with pytest.raises(InvalidInput, match=r"no file has a name of this pattern; check it"):
        users.paths(tmp_path / "*.csv")


def test_files_beside_are_found_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "journey.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(_JOURNEY.iterdir()):
            archive.writestr(f"{file.name}.gz", gzip.compress(file.read_bytes()))
    journey = loader("complete-journey")
    inside = [entry for file in journey.paths(path) for entry in journey.items(file)]
    assert inside == [entry for file in journey.paths(_JOURNEY) for entry in journey.items(file)]
    assert len(inside) > 5


def test_parquet_in_a_zip_is_read(tmp_path: Path) -> None:
    plain = tmp_path / "demographics.parquet"
    duckdb.execute("COPY (SELECT '7' AS household_id, '45-54' AS age) TO ? (FORMAT parquet)", [str(plain)])
    path = packed(tmp_path, "demographics.parquet", plain.read_bytes()) / "crm" / "demographics.parquet"
    (row,) = detect_format(path).rows(path)
    assert row.cells == {"household_id": "7", "age": "45-54"}


def test_damaged_packing_is_refused_in_one_sentence(tmp_path: Path) -> None:
    whole = packed(tmp_path, "users.json", USERS * 50).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "bent.zip").write_bytes(whole[:120] + bytes(40) + whole[160:])
    (tmp_path / "cut.gz").write_bytes(gzip.compress(USERS)[:-9])
    (tmp_path / "cut.zst").write_bytes(zstd.compress(USERS)[:-9])
    users = loader("zendesk-users")
    sentences = {}
    for path in ("cut.zip/crm/users.json", "bent.zip/crm/users.json", "cut.gz", "cut.zst", "bent.zip/crm/no.json"):
        with pytest.raises(InvalidInput) as caught:
            users.inspect(tmp_path / path)
        sentences[path] = str(caught.value).removeprefix(f"{tmp_path}/")
    no_zip = "cannot be read as a zip archive; it is damaged or truncated; export it again"
    unpackable = "cannot be unpacked; it is damaged or truncated; export it again"
    assert sentences == {
        "cut.zip/crm/users.json": f"cut.zip: {no_zip}",
        "bent.zip/crm/users.json": f"bent.zip/crm/users.json: {unpackable}",
        "cut.gz": f"cut.gz: {unpackable}",
        "cut.zst": f"cut.zst: {unpackable}",
        "bent.zip/crm/no.json": "bent.zip/crm/no.json: bent.zip holds no file of this name; it holds "
        "__MACOSX/crm/._x, crm/, crm/users.json",
    }


def test_a_locked_member_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, "users.json", USERS)
    content = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag that says: encrypted
        at = content.find(sign)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(sign, at + 1)
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="is locked with a password; unpack it and name the file"):
        open_file(path / "crm" / "users.json")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["gz", "zst", "zip", "xlsx", "json"]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=6)), min_size=1, max_size=4),
    end=st.sampled_from([1.0, 1.0, 0.9, 0.5]),
)
def test_bytes_at_random_are_refused_or_read(
    tmp_path: Path, kind: str, cuts: list[tuple[float, int, bytes]], end: float
) -> None:
    path = tmp_path / f"users.{kind}"
    content = _whole(tmp_path)[kind]
    for where, length, put in cuts:
        at = int(where * len(content))
        content = content[:at] + put + content[at + length :]
    path.write_bytes(content[: int(end * len(content))])
    file = path / "crm" / "users.json" if kind == "zip" else path
    outcome = _rows_or_refusal(file)
    if isinstance(outcome, int):
        assert sum(1 for _ in detect_format(file).rows(file)) == outcome
    else:
        assert str(path) in outcome
        assert "\n" not in outcome


def _rows_or_refusal(path: Path) -> int | str:
    try:
        return detect_format(path).inspect(path).rows
    except InvalidInput as error:
        return str(error)


@cache
def _whole(folder: Path) -> dict[str, bytes]:
    workbook(folder / "whole.xlsx", {"S": [["Id", "Name"], ["1", "Ann"], ["2", "Zoé"]]})
    rows = [json.dumps({"id": number, "name": "Ann", "tags": ["a", {"b": "}]"}]}) for number in range(20)]
    return {
        "gz": gzip.compress(USERS),
        "zst": zstd.compress(USERS),
        "zip": packed(folder, "users.json", USERS).read_bytes(),
        "xlsx": (folder / "whole.xlsx").read_bytes(),
        "json": f"[{', '.join(rows)}]".encode(),
    }


def test_standard_input_is_spooled_for_its_owner_and_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(USERS))))
    with spool_streams([Path("-"), tmp_path]) as (piped, other):
        assert other == tmp_path
        assert piped.name == "standard-input"
        assert stat.S_IMODE(piped.stat().st_mode) == 0o600
        (file,) = prepare(loader("zendesk-users"), [piped]).files
        assert len(list(file.items(packaged_rules()))) == file.rows > 1
    assert not piped.exists()
