"""A small OpenID Connect provider, as a process of its own: it logs everybody in whom its habits name, without asking.

It keeps codes for one use, wants PKCE (S256), checks client, secret and redirect address, and signs with a key of its
own. `POST /habits` with a JSON object changes what it does, so that a test can make it err, or attack.
"""

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

import httpx
import jwt

from tests.rig.issuer import jwk, rsa_key

CLIENT, CLIENT_SECRET = "profiles-web", "a secret & a half"
_ROOT = Path(__file__).parents[2]


class Provider:
    """Its address, as which it issues, and what changes its habits."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def behave(self, **habits: Any) -> None:
        """`claims`: of the ID token, beside the usual ones; `answer`: parameters of the way back; `foreign_key`: sign
        with a key that is not published; `broken`: answer the code with status 500; `silent`: no `iss` on the way
        back; `discovery`: members of the discovery document."""
        httpx.post(f"{self.issuer}/habits", json=habits).raise_for_status()


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """A provider that is ready."""
    command = [sys.executable, "-m", "tests.rig.oidc_provider"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Provider(process.stdout.readline().strip())
        finally:
            process.kill()


class _State:
    """What the provider remembers: codes that were not used yet, with what was asked for them."""

    issuer = ""
    habits: dict[str, Any] = {}  # noqa: RUF012  of the one provider of this process
    codes: dict[str, dict[str, str]] = {}  # noqa: RUF012


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if path == "/.well-known/openid-configuration":
            self._answer(200, _discovery())
        elif path == "/keys":
            self._answer(200, {"keys": [jwk("one", rsa_key("one"))]})
        elif path == "/authorize":
            self._authorize(query)
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/habits":
            _State.habits = json.loads(body)
            self._answer(200, {})
        elif self.path == "/token":
            self._token({name: values[0] for name, values in parse_qs(body.decode()).items()})

    def _authorize(self, asked: dict[str, str]) -> None:
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        _State.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": _State.issuer, **_State.habits.get("answer", {})}
        if _State.habits.get("silent"):
            del answer["iss"]
        self.send_response(302)
        self.send_header("location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        if _State.habits.get("broken"):
            self._answer(500, {})
            return
        if self.headers.get("authorization") != _basic(CLIENT, CLIENT_SECRET):
            self._answer(401, {"error": "invalid_client"})
            return
        asked = _State.codes.pop(form["code"], None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
            or form["grant_type"] != "authorization_code"
        ):
            self._answer(400, {"error": "invalid_grant"})
            return
        self._answer(200, {"access_token": "x", "token_type": "Bearer", "id_token": _id_token(asked["nonce"])})

    def _answer(self, status: int, value: object) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _discovery() -> dict[str, Any]:
    return {
        "issuer": _State.issuer,
        "authorization_endpoint": f"{_State.issuer}/authorize",
        "token_endpoint": f"{_State.issuer}/token",
        "jwks_uri": f"{_State.issuer}/keys",
        "authorization_response_iss_parameter_supported": True,
        **_State.habits.get("discovery", {}),
    }


def _id_token(nonce: str) -> str:
    now = int(time.time())
    claims = {
        "iss": _State.issuer,
        "aud": CLIENT,
        "sub": "1f0c",
        "preferred_username": "grace",
        "groups": ["staff", "stewards"],
        "iat": now,
        "exp": now + 60,
        "nonce": nonce,
        **_State.habits.get("claims", {}),
    }
    key = rsa_key("foreign" if _State.habits.get("foreign_key") else "one")
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, key, algorithm="RS256", headers={"kid": "one"})


def _basic(user: str, password: str) -> str:
    """As RFC 6749 has it: both are encoded as in forms first."""
    pair = f"{urlencode({'': user})[1:]}:{urlencode({'': password})[1:]}"
    assert unquote(pair.partition(":")[0]) == user
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    _State.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    rsa_key("one"), rsa_key("foreign")
    sys.stdout.write(f"{_State.issuer}\n")
    sys.stdout.flush()
    server.serve_forever()
