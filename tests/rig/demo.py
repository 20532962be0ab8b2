"""`profile-service demo` as a process of its own."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.rig.browsers import FROM_HERE
from tests.rig.servers import free_port

LOGIN_LINK = r"^ +(http://127\.0\.0\.1:\d+/login/link\?token=[\w-]{43})$"


class Demo(NamedTuple):
    """Its address, what it said before it served, its data, and a browser that followed its link."""

    url: str
    said: list[str]
    data_dir: Path
    browser: httpx.Client

    def printed(self, pattern: str) -> str:
        """What it said that has this form."""
        (match,) = re.findall(pattern, "\n".join(self.said), re.MULTILINE)
        return str(match)

    def ask(self, question: str) -> Any:
        """The answer to somebody who logged in by the link."""
        return self.browser.post("/graphql", json={"query": question}).json()

    def login_link(self, role: str) -> str:
        """A new address that logs in once in this role."""
        port = self.url.rpartition(":")[2]
        made = subprocess.run(
            [sys.executable, "-m", "profile_service.cli", "users", "link", "--role", role, "--port", port],
            env={"PROFILE_DATA_DIR": str(self.data_dir)}, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        (link,) = re.findall(r"http://\S+/login/link\?token=[\w-]{43}", made.stdout)
        return str(link)


@contextmanager
def served_demo(data_dir: Path, *options: str, **settings: str) -> Iterator[Demo]:
    """The demo, when it serves. Asserts that it ends without a word. `settings`: further variables of its
    environment."""
    port = str(free_port())
    command = [sys.executable, "-m", "profile_service.cli", "demo", "--port", port, *options]
    with subprocess.Popen(
        command,
        env={"PROFILE_DATA_DIR": str(data_dir), "PROFILE_HOST": "0.0.0.0", **settings},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line.rstrip())
            if line.startswith("3."):
                break
        try:
            url = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=url, headers=FROM_HERE, timeout=30) as browser:
                demo = Demo(url, said, data_dir, browser)
                assert browser.get(demo.printed(LOGIN_LINK)).status_code == 303
                yield demo
            process.send_signal(signal.SIGINT)
            rest = [_said(line.strip()) for line in process.stderr.read().splitlines() if line]
            assert process.wait(30) == 0
            assert set(rest) <= {".venv/bin/profile-service status", "login refused: by link, of nobody known"}, (
                "it ends without a word"
            )
        finally:
            process.kill()


def _said(line: str) -> str:
    """The message of a line of the log, which is JSON where nobody watches; other lines as they are."""
    return str(json.loads(line)["message"]) if line.startswith('{"time"') else line
