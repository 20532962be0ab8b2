"""Keys on the command line, and a server that other machines reach."""

import json
import ssl
import stat
from pathlib import Path

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, HTML
from tests.rig.certificates import self_signed
from tests.rig.in_process import run_here
from tests.rig.people import load_ann
from tests.rig.served import served
from tests.rig.terminal import Terminal
from tests.rig.users import PASSWORD

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


async def test_user_is_made_listed_changed_and_removed(store: Store, terminal: Terminal) -> None:
    made = terminal.run("users", "create", "Ada", "--role", "agent", stdin=f"{PASSWORD}\n")
    again = terminal.run("users", "create", "ADA", "--role", "agent", stdin=f"{PASSWORD}\n")
    terminal.run("users", "role", "ada", "--role", "steward")
    (line,) = terminal.run("users", "list").out.splitlines()
    disabled = terminal.run("users", "disable", "ada", "--json")
    removed = terminal.run("users", "remove", "ada")
    nobody = terminal.run("users", "password", "ada", stdin=f"{PASSWORD}\n")

    assert (made.code, made.out.split()[:3]) == (0, ["ada", "active", "agent"])
    assert (again.code, again.out) == (2, "")
    assert "there is such a user already" in again.err
    assert line.split()[:3] == ["ada", "active", "steward"]
    assert json.loads(disabled.out)["state"] == "disabled"
    assert (removed.code, terminal.run("users", "list").out) == (0, "")
    assert (nobody.code, nobody.out) == (2, "")
    assert PASSWORD not in "".join(ended.out + ended.err for ended in (made, again, disabled, removed, nobody))


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_password_comes_from_standard_input_alone(store: Store, terminal: Terminal) -> None:
    for stdin in ("", "\n", "short\n", "x" * 1_000_000):
        refused = terminal.run("users", "create", "ada", "--role", "agent", stdin=stdin)
        assert (refused.code, refused.out) == (2, ""), stdin[:10]
    argument = terminal.run("users", "create", "ada", PASSWORD, "--role", "agent", stdin=f"{PASSWORD}\n")
    assert argument.code == 2
    assert "ada" not in terminal.run("users", "list").out


async def test_user_counts_as_access_and_logs_in(store: Store, terminal: Terminal) -> None:
    terminal.run("users", "create", "ada", "--role", "agent", stdin=PASSWORD)
    link = terminal.run("users", "link", "--role", "steward", "--port", "8123").out.strip()
    with served(terminal.environment, "::") as (url, said):
        entered, shown, linked = _entered(url, link.partition("?")[2])

    assert said.startswith("Serving at http://[::]:")
    assert entered.status_code == 303
    assert "Logged in as <strong>ada</strong>" in shown
    assert (linked.status_code, link.partition("?")[0]) == (303, "http://127.0.0.1:8123/login/link")


async def test_served_secrets_are_in_no_output(store: Store, terminal: Terminal) -> None:
    link = terminal.run("users", "link").out.strip().partition("token=")[2]
    log: list[str] = []
    with served({**terminal.environment, "PROFILE_LOG_LEVEL": "debug"}, "127.0.0.1", log) as (url, _):
        for _ in range(2):
            _entered(url, f"token={link}")

    assert "login refused: by link" in "".join(log)
    assert [secret for secret in (link, PASSWORD) if secret in "".join(log)] == []


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
    with served(terminal.environment, "::") as (url, said):
        local, keyed = _post(url), _post(url, authorization=f"Bearer {token}")

    assert said.startswith("Serving at http://[::]:")
    assert local.status_code == 401
    assert keyed.json()["data"]["profileBy"]["view"] == "support"


async def test_served_over_https_with_a_certificate(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    chain, key = self_signed(tmp_path)
    with served(terminal.environment, "127.0.0.1", options=(f"--tls-cert={chain}", f"--tls-key={key}")) as (url, said):
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


def _entered(url: str, link: str) -> tuple[httpx.Response, str, httpx.Response]:
    """What a login by password brings, GraphiQL after it, and what a link brings."""
    with httpx.Client(base_url=url, headers=FROM_HERE) as browser:
        entered = browser.post("/login", data={"name": "ada", "password": PASSWORD})
        return entered, browser.get("/graphql", headers=HTML).text, browser.get(f"/login/link?{link}")


def _post(url: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json=_ANN, headers=headers)


def test_secret_of_keys_is_for_its_owner_alone(tmp_path: Path) -> None:
    run_here(["keys", "create", "desk", "--role", "agent"], {"PROFILE_DATA_DIR": str(tmp_path)})
    assert stat.S_IMODE((tmp_path / "access" / "secret").stat().st_mode) == 0o600
