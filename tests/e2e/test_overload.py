"""Three times as many questions as are sustained, for some seconds: the rest is turned away, and says when to come
again."""

import json
from pathlib import Path

import pytest

from profile_service.store.places.address import Address
from tests.bench.asking import server
from tests.bench.loading import Engine
from tests.bench.overload import Target, overloaded, p99, prepared
from tests.bench.reading import FULL

pytestmark = [
    pytest.mark.anyio, pytest.mark.thorough, pytest.mark.parametrize("address", ["embedded"], indirect=True)
]  # fmt: skip


async def test_overload_is_shed(address: Address, embedded_dir: Path, tmp_path: Path) -> None:
    engine = Engine("embedded", address)
    emails, tokens = await prepared(engine, tmp_path)
    bodies = [json.dumps({"query": FULL, "variables": {"email": email}}) for email in emails]
    secret = (tmp_path / "store" / "access" / "secret").read_text()
    with server(engine, embedded_dir, PROFILE_ALLOWANCE="0", PROFILE_ACCESS_SECRET=secret) as (port, process):
        outcome = overloaded(Target(port, process.pid, bodies, tokens), scale=0.3)

    assert outcome.statuses.keys() <= {200, 429, 503}
    assert outcome.statuses[200] > 0
    assert all(each.says_when for each in outcome.over if each.status != 200)
    assert {each.status for each in outcome.after} == {200}
    assert set(outcome.health.statuses) == {200}
    assert max(outcome.health.seconds) < 5, "on a machine that does much else"
    assert p99(outcome.over) < 3 * p99(outcome.normal) + 1, "two times, and what a machine that does much else adds"
    before, after = outcome.memory
    assert after - before < 64
