"""Keys on the command line, and a server that other machines reach."""

import json
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.certificates import self_signed
from tests.rig.in_process import run_here
from tests.rig.people import load_ann
from tests.rig.servers import free_port
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio
_ANN = {"query": '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { view phone { value } } }'}


async def test_key_is_made_once_and_listed_without_its_token(store: Store, terminal: Terminal) -> None:
    made = terminal.run("keys", "create", "desk", "--role", "agent", "--scope", "read", "--days", "30")
    token = made.out.strip()
    (line,) = terminal.run("keys", "list").out.splitlines()
    (data,) = map(json.loads, terminal.run("keys", "list", "--json").out.splitlines())

    assert token.startswith("psk_")
    assert token not in made.err
    assert "Its token is shown this once" in made.err
    assert line.split()[1:5] == ["active", "agent", "(read)", "desk"]
    assert (data["state"], data["role"], data["scopes"]) == ("active", "agent", ["read"])
    assert token.rpartition("_")[2] not in line + str(data)


async def test_rotated_and_revoked_keys_are_listed_as_such(store: Store, terminal: Terminal) -> None:
    id = json.loads(terminal.run("keys", "create", "till", "--role", "service", "--json").out)["id"]
    successor = json.loads(terminal.run("keys", "rotate", id, "--json").out)["id"]
    revoked = terminal.run("keys", "revoke", successor)
    states = [json.loads(line)["state"] for line in terminal.run("keys", "list", "--json").out.splitlines()]

    assert revoked.out.split()[1] == "revoked"
    assert states == ["revoked", "revoked"]


def test_address_that_others_reach_needs_access_first(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        code, out, err = run_here(["serve", "--host", host], {"PROFILE_DATA_DIR": str(tmp_path / "data")})
        assert (code, out) == (2, "")
        assert err.replace("\n", " ").startswith(f"profile-service: {host} can be reached from other machines")
        assert "profile-service keys create NAME --role agent" in err.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


async def test_with_a_key_others_are_served_by_role(store: Store, terminal: Terminal) -> None:
    await load_ann(store)
    token = terminal.run("keys", "create", "desk", "--role", "agent").out.strip()
    with _served(terminal.environment) as (url, said):
        local, keyed = _post(url), _post(url, authorization=f"Bearer {token}")

    assert said.startswith("Serving at http://[::]:")
    assert local.status_code == 401
    assert keyed.json()["data"]["profileBy"]["view"] == "support"


async def test_served_over_https_with_a_certificate(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    chain, key = self_signed(tmp_path)
    with _served(terminal.environment, "127.0.0.1", f"--tls-cert={chain}", f"--tls-key={key}") as (url, said):
        async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=chain)) as client:
            answer = await client.get(f"https{url[4:]}/healthz")
            with pytest.raises(httpx.HTTPError):
                await client.get(f"{url}/healthz")

    assert said.startswith("Serving at https://127.0.0.1:")
    assert (answer.status_code, answer.headers["strict-transport-security"]) == (200, "max-age=31536000")


def test_certificate_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    chain, key = self_signed(tmp_path)
    settings = {"PROFILE_DATA_DIR": str(tmp_path / "data")}
    for options, said in (
        ([f"--tls-cert={chain}"], "HTTPS needs both files: --tls-cert and --tls-key"),
        ([f"--tls-cert={key}", f"--tls-key={chain}"], "are no certificate with its key"),
        ([f"--tls-cert={tmp_path / 'none'}", f"--tls-key={key}"], "are no certificate with its key"),
    ):
        code, out, err = run_here(["serve", *options], settings)
        assert (code, out) == (2, "")
        assert said in err.replace("\n", " ")


def _post(url: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json=_ANN, headers=headers)


@contextmanager
def _served(environment: Mapping[str, str], host: str = "::", *options: str) -> Iterator[tuple[str, str]]:
    """A server, else at all addresses: its own address, and what it said."""
    port = free_port()
    command = [sys.executable, "-m", "profile_service.cli", "serve", "--host", host, "--port", str(port), *options]
    with subprocess.Popen(command, env=dict(environment), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        try:
            yield f"http://{'[::1]' if host == '::' else host}:{port}", said
        finally:
            process.send_signal(signal.SIGINT)


def test_secret_of_keys_is_for_its_owner_alone(tmp_path: Path) -> None:
    run_here(["keys", "create", "desk", "--role", "agent"], {"PROFILE_DATA_DIR": str(tmp_path)})
    assert stat.S_IMODE((tmp_path / "access" / "secret").stat().st_mode) == 0o600
