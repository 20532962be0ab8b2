"""A person's browser in tests, as far as it sends cookies and says where a request comes from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.rig.users import PASSWORD

FROM_HERE = {"sec-fetch-site": "same-origin"}
HTML = {"accept": "text/html"}
SESSION_COOKIE = "profile_session"


async def log_in(
    client: httpx.AsyncClient, name: str = "ada", password: str = PASSWORD, next: str = "/graphql"
) -> httpx.Response:
    """What the login's form brings."""
    form = {"name": name, "password": password, "next": next}
    return await client.post("/login", data=form, headers=FROM_HERE)


async def caller_of(client: httpx.AsyncClient, **headers: str) -> int | str:
    """The first view of whoever asks by this client's cookie; the status where nobody is let in."""
    question = {"query": '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { view } }'}
    response = await client.post("/graphql", json=question, headers={**FROM_HERE, **headers})
    if response.status_code != 200:
        return response.status_code
    view: str = response.json()["data"]["profileBy"]["view"]
    return view


@asynccontextmanager
async def same_server(
    client: httpx.AsyncClient, base_url: str = "http://localhost"
) -> AsyncIterator[httpx.AsyncClient]:
    """Another browser at the same application, without cookies."""
    transport = client._transport
    other = httpx.AsyncClient(transport=transport, base_url=base_url)
    yield other
