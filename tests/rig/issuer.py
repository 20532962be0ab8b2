"""An issuer of tokens: its keys, the tokens that it signs, and a server that publishes its public keys."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

ISSUER, AUDIENCE = "https://login.shop.example", "profiles"


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """A key of its own for each name; made once, for it takes long."""
    del name
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:
    del name
    return ec.generate_private_key(ec.SECP256R1())


def jwk(kid: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **more: str) -> dict[str, Any]:
    """The public part of the key as JWK."""
    if isinstance(key, rsa.RSAPrivateKey):
        return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}
    return {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


def pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def claims(**changed: Any) -> dict[str, Any]:
    """Claims of a valid token; a changed one that is None is left out."""
    now = int(time.time())
    valid = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ivo", "exp": now + 60, "iat": now, "groups": ["staff", "support"]}
    return {name: value for name, value in {**valid, **changed}.items() if value is not None}


def signed(headers: dict[str, Any] | None = None, key: Any = None, algorithm: str = "RS256", **changed: Any) -> str:
    """A token signed by the issuer's key `one`, or by another."""
    return jwt.encode(
        claims(**changed), key or rsa_key("one"), algorithm=algorithm, headers={"kid": "one", **(headers or {})}
    )


def hand_made(header: dict[str, Any], secret: bytes | None, **changed: Any) -> str:
    """A token with any header, signed by HMAC with the secret or not at all, as an attacker makes it."""
    parts = [_base64(json.dumps(part).encode()) for part in (header, claims(**changed))]
    signature = hmac.new(secret, ".".join(parts).encode(), hashlib.sha256).digest() if secret is not None else b""
    return ".".join([*parts, _base64(signature)])


def key_file(folder: Path, *keys: dict[str, Any]) -> Path:
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": keys}))
    return path


def roles_file(folder: Path, keys: Path | str) -> Path:
    """The packaged roles, with this issuer, whose tokens give the role `agent` to the group `support`."""
    packaged = (Path(__file__).parents[2] / "schema" / "access.yaml").read_text(encoding="utf-8")
    tokens = f"""
tokens:
  - issuer: {ISSUER}
    audience: {AUDIENCE}
    keys: {keys}
    roles:
      - {{claim: groups, value: support, role: agent}}
      - {{claim: groups, value: stewards, role: steward}}
"""
    path = folder / "access.yaml"
    path.write_text(packaged.replace("tokens: []", tokens.strip()), encoding="utf-8")
    return path


class PublishedKeys:
    """What the server answers: the keys, or a redirect; `asked` counts the requests."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.redirect: str | None = None
        self.asked = 0


@contextmanager
def key_server(published: PublishedKeys) -> Iterator[str]:
    """The address at which the keys are published."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.asked += 1
            self.send_response(302 if published.redirect else 200)
            if published.redirect:
                self.send_header("location", published.redirect)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": published.keys}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/keys"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
