"""Whatever bytes a file holds: inspect passes it or raises InvalidInput, and then items never raise and add up."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.catalogue import loader
from loaders.loader import Loader
from profile_service.domain.errors import InvalidInput
from tests.loaders.reading import FIXTURES
from tests.sources import ROOT

_TEXTS = {
    "shopify-customers": FIXTURES / "shopify_customers.csv",
    "shopify-orders": FIXTURES / "shopify_orders.csv",
    "salesforce-contacts": FIXTURES / "salesforce_contacts.csv",
    "zendesk-users": FIXTURES / "zendesk_users.ndjson",
    "zendesk-tickets": FIXTURES / "zendesk_tickets.ndjson",
    "complete-journey": FIXTURES / "journey" / "transactions.csv",
}
_TRAPS = [
    b"\x00", b'"', b'""', b"\r", b"\n", b",", b";", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"{", b"[" * 1000,
    b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"\\ud800", b"null", b'"":', b"'", b"2025-99-99", b"\xf0\x9f\x98\x80",
]  # fmt: skip
_Cuts = list[tuple[float, int, bytes]]
cuts = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(_TRAPS) | st.binary(max_size=6)),
    min_size=1,
    max_size=6,
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory)


@pytest.mark.parametrize("name", list(_TEXTS))
@quick
@given(damage=cuts, end=st.floats(0.01, 1))
def test_damaged_text_never_breaks_a_loader(place: Path, name: str, damage: _Cuts, end: float) -> None:
    _check(loader(name), place / _TEXTS[name].name, _damaged(_TEXTS[name].read_bytes(), damage, end))


@quick
@given(damage=cuts, end=st.floats(0.01, 1))
def test_damaged_rows_never_break_a_mapping(place: Path, damage: _Cuts, end: float) -> None:
    row = {
        "receipt": 9, "buyer": {"name": "A", "email": "a@b.example", "phone": "+33142685300"}, "bought_at": 1793620800,
        "currency": "EUR", "total": "1.00", "items": [{"sku": "A", "title": "B", "count": 1, "unit_price": 1.0}],
    }  # fmt: skip
    content = (json.dumps(row) + "\n").encode() * 6
    chosen = loader("mapped", mapping=ROOT / "schema" / "mappings" / "gift_registry.yaml")
    _check(chosen, place / "rows.ndjson", _damaged(content, damage, end))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=cuts, end=st.sampled_from([1.0, 1.0, 0.5, 0.9]))
def test_damaged_parquet_never_breaks_a_loader(place: Path, damage: _Cuts, end: float) -> None:
    whole = place / "whole.parquet"
    if not whole.exists():
        duckdb.execute(
            "COPY (SELECT i AS household_id, 'x' || i AS age, 'y' AS income, '' AS home_ownership,"
            " 'm' AS marital_status, '2' AS household_size, 'c' AS household_comp, '0' AS kids_count"
            " FROM range(50) t(i)) TO ? (FORMAT parquet)",
            [str(whole)],
        )
    _check(loader("complete-journey"), place / "demographics.parquet", _damaged(whole.read_bytes(), damage, end))
    (place / "demographics.parquet").unlink()


def _damaged(content: bytes, damage: _Cuts, end: float) -> bytes:
    for where, length, put in damage:
        at = int(where * len(content))
        content = content[:at] + put + content[at + length :]
    return content[: int(len(content) * end)] if end < 0.99 else content


def _check(chosen: Loader, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refusal = _refusal(chosen, path)
    if refusal is None:
        assert sum(entry.rows for entry in chosen.items(path)) == chosen.inspect(path).rows
    else:
        assert "\n" not in refusal
        assert str(path) in refusal


def _refusal(chosen: Loader, path: Path) -> str | None:
    try:
        chosen.inspect(path)
    except InvalidInput as error:
        return str(error)
    return None
