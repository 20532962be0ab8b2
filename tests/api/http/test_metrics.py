"""Metrics: requests by place and status, and statements sent to the store."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_metrics_count_requests_and_statements(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json={"query": '{ profile(id: "1") { id } }'})
    await client.get("/no/such/place")
    text = (await client.get("/metrics")).text
    assert 'profile_http_requests_total{place="/graphql",status="200"} 1.0' in text
    assert 'profile_http_requests_total{place="other",status="404"} 1.0' in text
    assert 'profile_http_request_seconds_count{place="/graphql"} 1.0' in text
    (statements,) = [line.split()[1] for line in text.splitlines() if line.startswith("profile_store_statements_total")]
    assert float(statements) >= 2
