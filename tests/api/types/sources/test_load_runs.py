"""Load runs as GraphQL shows them."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from profile_service.domain.sources.items import Item
from profile_service.domain.sources.quality.dropped_cells import DroppedCell
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine.store import Store
from tests.rig.files import load_of
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import bought, record

pytestmark = pytest.mark.anyio


async def test_cells_that_were_not_used_are_shown_by_shape(
    store: Store, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    fax, mail = DroppedCell.of(2, "Fax", "too short", "+1 2"), DroppedCell.of(3, "Mail", "no e-mail", "Ann, Bo")
    items = [
        Item(line, (record(f"crm:{line}", ("email", f"p{line}@shop.org"), day="2026-01-01"),), dropped=dropped)
        for line, dropped in ((2, (fax,)), (3, (mail,)), (4, (mail._replace(line=4),)))
    ]
    await LoadRunner(store, tmp_path).run(load_of(items))

    query = "{ loadRuns { nodes { read rejected dropped { column reason count examples { file line value } } } } }"
    (run,) = (await graphql_answer(client, query))["data"]["loadRuns"]["nodes"]

    assert run == {
        "read": 3,
        "rejected": 0,
        "dropped": [
            {
                "column": "Mail",
                "reason": "no e-mail",
                "count": 2,
                "examples": [
                    {"file": "0.csv", "line": 3, "value": "Xxx, Xx"},
                    {"file": "0.csv", "line": 4, "value": "Xxx, Xx"},
                ],
            },
            {
                "column": "Fax",
                "reason": "too short",
                "count": 1,
                "examples": [{"file": "0.csv", "line": 2, "value": "+9 9"}],
            },
        ],
    }


async def test_remarks_say_what_does_not_count(store: Store, client: httpx.AsyncClient, tmp_path: Path) -> None:
    sale = replace(bought("till:order:1", "till:1", "2026-01-01"), status="beamed up")
    await LoadRunner(store, tmp_path).run(load_of([Item(2, (record("till:1"),), (sale,))]))

    (run,) = (await graphql_answer(client, "{ loadRuns { nodes { remarks } } }"))["data"]["loadRuns"]["nodes"]

    (remark,) = run["remarks"]
    assert remark.startswith("1 sale counts in no total, for its status is not declared: 1 word.")
