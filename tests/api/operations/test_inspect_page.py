"""Looking into files where no program tries them: no page offers it, and none answers."""

import httpx
import pytest

from tests.rig.browsers import FROM_HERE

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_where_files_are_not_tried_nothing_offers_it(client: httpx.AsyncClient) -> None:
    for path in ("/", "/operations"):
        page = await client.get(path)
        assert (page.status_code, "/operations/inspect" in page.text) == (200, False), path
    asked = await client.get("/operations/inspect")
    sent = await client.post("/operations/inspect", files={"file": ("a.csv", b"x")}, headers=FROM_HERE)
    for answer in (asked, sent):
        assert (answer.status_code, "the command `profile-service inspect FILE` does it" in answer.text) == (404, True)
