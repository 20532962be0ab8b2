"""Queries sent to the application as a client sends them."""

from typing import Any

import httpx


async def graphql_answer(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


async def error_code(client: httpx.AsyncClient, query: str, **variables: Any) -> tuple[str, str]:
    (error,) = (await graphql_answer(client, query, **variables))["errors"]
    return error["extensions"]["code"], error["message"]
