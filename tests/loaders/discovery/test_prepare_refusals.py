"""Files that cannot be loaded are refused before anything is, in one sentence with file, place and remedy."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from loaders.formats.format import Inspection
from loaders.registry import NAMES, loader
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import FIXTURES

CUSTOMERS = b"Customer ID,First Name,Last Name,Email\n"


def test_inspection_has_hash_rows_and_encoding() -> None:
    path = FIXTURES / "shopify_customers_older.csv"
    content = path.read_bytes()
    assert loader("shopify-customers").inspect(path) == Inspection(
        path, hashlib.sha256(content).hexdigest(), 2, "utf-8"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; a header with the names of the columns was expected"),
        (b"\n\n", "is empty; a header with the names of the columns was expected"),
        (
            b"Customer ID,FirstName,Last Name,E-mail\n",
            "the column First Name is missing (there is FirstName and Last Name); rename it, or export the file again",
        ),
        (
            b"Name,Total\n#1001,3\n",
            "the column First Name is missing; is this the right file? Its first columns are Name, Total",
        ),
        (
            b"4711,Ann,Miller,ann@shop.example\n4712,Bob,Moss,bob@shop.example\n",
            "the column First Name is missing; its first line holds values and no names; is this the right file?",
        ),
        (
            CUSTOMERS + "1,Zoé,M,z@m.example\n".encode() + "2,Zoé,M,z@m.example\n".encode("cp1252"),
            "line 3, byte 5 is not UTF-8; save the file as UTF-8, or load it with a mapping that names its encoding",
        ),
        (
            CUSTOMERS + "1,Zoé,M,z@m.example\n".encode("cp1252") + "2,Zoé,M,z@m.example\n".encode(),
            "line 3 is UTF-8 and others are not; save the file as UTF-8",
        ),
        (
            CUSTOMERS.decode().encode("utf-16")[:-1],
            "holds bytes that are not UTF-16; is it truncated? Save the file as UTF-8",
        ),
        (
            CUSTOMERS + b'1,Ann,X,a@x.example\n2,"Bo,Y,b@y.example\n3,Cy,Z,c@z.example\n',
            "line 3 opens a quote that is never closed; is the file truncated?",
        ),
        (CUSTOMERS + b"1,Ann,X,a@x.example\n2,Bo", "line 3, the last, stops in mid-row; the file is truncated"),
        (b"Email\x00,First Name,Last Name\n", "line 1 is not text; a CSV header was expected"),
        (b'"Email"x,First Name\n', "line 1 cannot be read as a CSV header; save the file as CSV"),
    ],
)
def test_unreadable_csv_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        loader("shopify-customers").inspect(path)
    assert str(caught.value) == f"{path}: {sentence}"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; one JSON object per line was expected"),
        (
            b'{"users": [\n  {"id": 1, "name": "Ann"},\n  {"id": 2}\n]}\n',
            "is JSON over many lines; write one object per line, or one array of objects",
        ),
        (b"[]", "is empty; one JSON object per line was expected"),
        (b'[\n{"id": 1},\n{"id"', "the array's element of line 3 stops in the middle; is it truncated?"),
        (b'[{"id": 1}]\n{"id": 2}', "line 1 goes on after the end of the array; is this one file?"),
        (b"id,name\n1,Ann\n", "line 2 is no JSON object; one object per line was expected (NDJSON)"),
        (b'{"id": 1, "name": "Ann"}\n{"id": 2, "na', "line 2, the last, stops in the middle; the file is truncated"),
        (b'{"id": 1, "subject": "x"}\n', "no line has the field name; is this the right file?"),
        (
            '{"id": 1, "name": "Zoé"}\n'.encode() + '{"id": 2, "name": "Zoé"}\n'.encode("cp1252"),
            "line 2, byte 22 is not UTF-8; save the file as UTF-8, or load it with a mapping that names its encoding",
        ),
    ],
)
def test_unreadable_ndjson_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "users.ndjson"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        loader("zendesk-users").inspect(path)
    assert str(caught.value) == f"{path}: {sentence}"


def test_unreadable_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "demographics.parquet"
    journey = loader("complete-journey")
    path.write_bytes(b"")
    with pytest.raises(InvalidInput, match=r"demographics.parquet: is empty; a Parquet file was expected$"):
        journey.inspect(path)
    path.write_bytes(b"PAR1 nothing of the kind PAR1")
    with pytest.raises(InvalidInput, match="cannot be read as Parquet; it is damaged, truncated, or no Parquet"):
        journey.inspect(path)
    path.unlink()
    duckdb.execute("COPY (SELECT 1 AS household, 'x' AS age) TO ? (FORMAT parquet)", [str(path)])
    with pytest.raises(InvalidInput, match=r"the column household_id is missing.* It has age, household$"):
        journey.inspect(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidInput, match="cannot be read as Parquet"):
        journey.inspect(path)


def test_missing_file_and_directory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no such file; check the path"):
        loader("shopify-orders").inspect(tmp_path / "orders.csv")
    with pytest.raises(InvalidInput, match="is a directory; name the files in it"):
        loader("shopify-orders").inspect(tmp_path)
    with pytest.raises(InvalidInput, match="is a directory; name the files in it that shopify-orders is to load"):
        loader("shopify-orders").paths(tmp_path)
    with pytest.raises(InvalidInput, match="none of its files is one of demographics"):
        loader("complete-journey").paths(tmp_path)


def test_unknown_loader_lists_all_names() -> None:
    with pytest.raises(InvalidInput, match=f"choose one of {', '.join(NAMES)}$"):
        loader("hubspot")
    with pytest.raises(InvalidInput, match="needs a mapping; give one with --mapping FILE"):
        loader("mapped")
    with pytest.raises(InvalidInput, match="takes no mapping"):
        loader("zendesk-users", mapping=Path("x.yaml"))
