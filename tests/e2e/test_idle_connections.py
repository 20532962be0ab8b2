"""A connection that rests is there for the next request, for longer than clients keep it."""

import http.client
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.rig.served import served

pytestmark = pytest.mark.thorough
_CLIENTS_KEEP_SECONDS = 5.0
"""httpx keeps an unused connection for so long, and then makes another one."""


def test_connection_outlasts_what_clients_keep(tmp_path: Path) -> None:
    with served({"PROFILE_DATA_DIR": str(tmp_path / "data")}, "127.0.0.1") as (url, _):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        connection.connect()
        first = connection.sock
        for _ in range(2):
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answer.read()
            assert (answer.status, connection.sock is first) == (200, True)
            time.sleep(_CLIENTS_KEEP_SECONDS + 1)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        assert connection.sock is first
        connection.close()
