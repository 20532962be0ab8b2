"""Tokens of an issuer: who they stand for, and every attack that is known on them, refused within 50 ms of CPU."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from profile_service.domain.access.caller import Caller
from profile_service.domain.values.errors import InvalidInput, Unauthenticated
from profile_service.service.access import issuer_keys
from profile_service.service.access.bearer_tokens import BearerTokens
from profile_service.service.declared.access import declared_access
from tests.rig.callers import caller
from tests.rig.cpu import least_cpu_seconds_of
from tests.rig.issuer import (
    AUDIENCE,
    PublishedKeys,
    ec_key,
    hand_made,
    jwk,
    key_file,
    key_server,
    pem,
    roles_file,
    rsa_key,
    signed,
)

pytestmark = pytest.mark.anyio
_NOW = int(time.time())
_ONE, _TWO, _EC = rsa_key("one"), rsa_key("two"), ec_key("ec")
_PEM = pem(_ONE)
_JWK_TEXT = json.dumps(jwk("one", _ONE)).encode()


@pytest.fixture
def tokens(tmp_path: Path, anyio_backend: str) -> BearerTokens:
    keys = key_file(tmp_path, jwk("one", _ONE), jwk("ec", _EC), jwk("only-384", _TWO, alg="RS384"))
    return BearerTokens(declared_access(roles_file(tmp_path, keys)))


async def _anybody(tokens: BearerTokens, text: str) -> Caller:
    """The caller, without what tells them from others of the same name."""
    return replace(await tokens.caller(text), identity="")


async def test_token_stands_for_its_subject_in_the_mapped_role(tokens: BearerTokens) -> None:
    assert await _anybody(tokens, signed()) == caller("agent", name="ivo", kind="token")
    assert (await tokens.caller(signed(groups="stewards"))).role == "steward"
    assert (await tokens.caller(signed({"kid": "ec"}, _EC, "ES256"))).name == "ivo"
    assert (await tokens.caller(signed({"typ": "at+jwt"}, aud=["other", AUDIENCE]))).name == "ivo"


async def test_subject_tells_callers_of_one_name_apart(tmp_path: Path) -> None:
    roles = roles_file(tmp_path, key_file(tmp_path, jwk("one", _ONE)))
    roles.write_text(
        roles.read_text().replace(
            "    roles:\n      - {claim: groups", "    name: nick\n    roles:\n      - {claim: groups", 1
        )
    )
    tokens = BearerTokens(declared_access(roles))

    async def identity(nick: str, **claims: Any) -> str:
        return (await tokens.caller(signed(nick=nick, **claims))).identity

    assert await identity("ada", sub="1") == await identity("ada", sub="1", scope="openid")
    assert await identity("ada", sub="1") == await identity("ada lovelace", sub="1")
    assert await identity("ada", sub="1") != await identity("ada", sub="2")
    assert await identity("ada", sub=None) != await identity("ben", sub=None)
    assert "" != await identity("ada", sub=None) != await identity("ada", sub="1")


async def test_scopes_of_a_token_narrow_the_role(tokens: BearerTokens) -> None:
    assert await _anybody(tokens, signed(scope="openid profiles:read email")) == caller("agent", "read", kind="token")
    assert await _anybody(tokens, signed(scp=["profiles:view:support"])) == caller(
        "agent", "view:support", kind="token"
    )
    assert await _anybody(tokens, signed(scope="openid email")) == caller("agent", kind="token")


ATTACKS: dict[str, Callable[[], str]] = {
    "algorithm none": lambda: hand_made({"alg": "none", "kid": "one"}, None) + "x",
    "algorithm none, no signature": lambda: hand_made({"alg": "none", "kid": "one"}, None),
    "algorithm None": lambda: hand_made({"alg": "NoNe", "kid": "one"}, b""),
    "PEM of the public key as secret": lambda: hand_made({"alg": "HS256", "kid": "one"}, _PEM),
    "JWK of the public key as secret": lambda: hand_made({"alg": "HS256", "kid": "one"}, _JWK_TEXT),
    "empty secret": lambda: hand_made({"alg": "HS256", "kid": "one"}, b""),
    "RS256 by HMAC": lambda: hand_made({"alg": "RS256", "kid": "one"}, _PEM),
    "unknown crit": lambda: signed({"crit": ["exp"], "exp": 1}),
    "jku": lambda: signed({"jku": "https://evil.example/keys"}),
    "jwk in the header": lambda: signed({"jwk": jwk("one", _TWO)}, _TWO),
    "x5u": lambda: signed({"x5u": "https://evil.example/cert"}),
    "x5c": lambda: signed({"x5c": ["MIIB"]}),
    "compressed": lambda: signed({"zip": "DEF"}),
    "kid as a path": lambda: signed({"kid": "../../../../dev/null"}),
    "kid as a statement": lambda: signed({"kid": "one' OR '1'='1"}),
    "kid of the wrong type": lambda: hand_made({"alg": "RS256", "kid": ["one"]}, b"x"),
    "unknown kid": lambda: signed({"kid": "three"}),
    "key of somebody else": lambda: signed(key=_TWO),
    "key that is for another algorithm": lambda: signed({"kid": "only-384"}, _TWO, "RS256"),
    "key of another kind": lambda: signed({"kid": "one"}, _EC, "ES256"),
    "other type": lambda: signed({"typ": "dpop+jwt"}),
    "expired": lambda: signed(exp=_NOW - 120),
    "no exp": lambda: signed(exp=None),
    "exp that is no number": lambda: signed(exp="tomorrow"),
    "not valid yet": lambda: signed(nbf=_NOW + 86_400),
    "issued in the future": lambda: signed(iat=_NOW + 86_400),
    "wrong issuer": lambda: signed(iss="https://login.shop.example.evil"),
    "no issuer": lambda: signed(iss=None),
    "issuer of the wrong type": lambda: signed(iss=None, sub="ivo", extra={"iss": "x"}),
    "wrong audience": lambda: signed(aud="billing"),
    "no audience": lambda: signed(aud=None),
    "name of a source's judgements": lambda: signed(sub="source:crm"),
    "name that turns the direction": lambda: signed(sub="ivo\u202etoor"),
    "no role": lambda: signed(groups=["staff"]),
    "groups as an object": lambda: signed(groups={"support": True}),
    "no name": lambda: signed(sub=None),
    "name of 10 KB": lambda: signed(sub="x" * 10_000),
    "scope that there is not": lambda: signed(scope="profiles:everything"),
    "payload changed": lambda: _with_claims_of(signed(), hand_made({}, b"", groups=["stewards"])),
    "two parts": lambda: signed().rpartition(".")[0],
    "no base64": lambda: "a.b.c",
    "nested deeply": lambda: f"{'W' * 4_000}.{'W' * 4_000}.x",
    "1 MB": lambda: signed(padding="x" * 1_000_000),
}


def _with_claims_of(token: str, other: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{other.split('.')[1]}.{signature}"


@pytest.mark.parametrize("attack", ATTACKS)
async def test_attack_is_refused_in_time(tokens: BearerTokens, attack: str) -> None:
    await tokens.caller(signed())
    token = ATTACKS[attack]()
    refusals = []

    async def refused() -> None:
        with pytest.raises(Unauthenticated) as refusal:
            await tokens.caller(token)
        refusals.append(str(refusal.value))

    assert await least_cpu_seconds_of(refused) < 0.05
    assert set(refusals) == {"the token is not valid, or no longer; ask for a new one"}


async def test_rotated_keys_are_found_and_random_ids_ask_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = PublishedKeys()
    published.keys = [jwk("one", _ONE)]
    with key_server(published) as address:
        tokens = BearerTokens(declared_access(roles_file(tmp_path, address)))
        for _ in range(3):
            await tokens.caller(signed())
        assert published.asked == 1
        for number in range(20):
            with pytest.raises(Unauthenticated):
                await tokens.caller(signed({"kid": f"guess-{number}"}))
        assert published.asked == 1, "an unknown key asks again only after some seconds"
        published.keys = [jwk("two", _TWO)]
        monkeypatch.setattr(issuer_keys, "_RETRY_SECONDS", 0.0)
        assert (await tokens.caller(signed({"kid": "two"}, _TWO))).name == "ivo"
        with pytest.raises(Unauthenticated):
            await tokens.caller(signed())
        published.keys = []
    assert (await tokens.caller(signed({"kid": "two"}, _TWO))).name == "ivo", "the issuer is away, its keys count on"


async def test_keys_are_not_followed_elsewhere(tmp_path: Path) -> None:
    elsewhere, published = PublishedKeys(), PublishedKeys()
    elsewhere.keys = [jwk("one", _ONE)]
    with key_server(elsewhere) as target, key_server(published) as address:
        published.redirect = target
        with pytest.raises(Unauthenticated):
            await BearerTokens(declared_access(roles_file(tmp_path, address))).caller(signed())
    assert elsewhere.asked == 0


@pytest.mark.parametrize(
    "unusable",
    [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {**jwk("one", _ONE), "use": "enc"}, {}],
    ids=["symmetric", "weak", "for encryption", "empty"],
)
async def test_unusable_keys_are_none(tmp_path: Path, unusable: dict[str, Any]) -> None:
    tokens = BearerTokens(declared_access(roles_file(tmp_path, key_file(tmp_path, {**unusable, "kid": "one"}))))
    with pytest.raises(Unauthenticated):
        await tokens.caller(signed())


@pytest.mark.parametrize("place", ["http://login.shop.example/keys", "ftp://login.shop.example/keys"])
def test_keys_come_over_https(place: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="come from an https address or a file"):
        BearerTokens(declared_access(roles_file(tmp_path, place)))


async def test_caller_has_no_more_than_the_role(tokens: BearerTokens) -> None:
    assert isinstance(found := await tokens.caller(signed(admin=True, role="admin", roles=["admin"])), Caller)
    assert found.rights == caller("agent", kind="token").rights
