"""Attacks over HTTP: each is refused in little time, and none leaves a trace in the store."""

import gzip
import json
import time
import zlib

import httpx
import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_leaf_type,
)

from profile_service.api.graphql.schema import build_schema
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import dump
from tests.rig.people import load_ann

pytestmark = pytest.mark.anyio
_CPU_SECONDS = 0.05
_JSON = {"content-type": "application/json"}
_SCHEMA = build_schema()._schema


def _body(query: str) -> bytes:
    return json.dumps({"query": query}).encode()


def _fragments(count: int) -> str:
    return "{ ...f0 } " + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(count))


_ATTACKS: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "10,000 aliases": (_body("{" + " ".join(f"a{n}:__typename" for n in range(10_000)) + "}"), {}, 413, "TOO_LARGE"),
    "3,000 aliases": (_body("{" + " ".join(f"a{n}:__typename" for n in range(3_000)) + "}"), {}, 200, "BAD_REQUEST"),
    "1,000 levels": (_body("{ a" * 1_000 + "}" * 1_000), {}, 200, "BAD_REQUEST"),
    "400 fragments": (_body(_fragments(400)), {}, 200, "BAD_REQUEST"),
    "120 fragments": (_body(_fragments(120)), {}, 200, "BAD_REQUEST"),
    "950 unknown fields": (_body("{" + " ".join(f"profil{n}" for n in range(950)) + "}"), {}, 200, "BAD_REQUEST"),
    "950 times one": (_body("{" + "zzz " * 950 + "}"), {}, 200, "TOO_LARGE"),
    "200 times each of four": (_body("{" + "a b c d " * 200 + "}"), {}, 200, "TOO_LARGE"),
    "74 times each of eleven": (_body("{" + "a b c d e f g h i j k " * 74 + "}"), {}, 200, "BAD_REQUEST"),
    "300 unknown arguments": (
        _body("{ profile(" + " ".join(f"idd{n}: 1" for n in range(300)) + ") { id } }"),
        {},
        200,
        "BAD_REQUEST",
    ),
    "450 unknown fragments": (_body("{" + " ".join(f"...f{n}" for n in range(450)) + "}"), {}, 200, "BAD_REQUEST"),
    "130 unknown types": (
        _body(" ".join(f"fragment f{n} on Profil{n} {{ id }}" for n in range(130)) + " { __typename }"),
        {},
        200,
        "BAD_REQUEST",
    ),
    "100 fields that differ in their argument": (
        _body("{" + " ".join(f"loadRuns(first: {n}) {{ __typename }}" for n in range(100)) + "}"),
        {},
        200,
        "BAD_REQUEST",
    ),
    "240 variables": (
        _body("query (" + " ".join(f"$a{n}: Int" for n in range(240)) + ") { __typename }"),
        {},
        200,
        "BAD_REQUEST",
    ),
    "50 MB": (b" " * 52_428_800, {}, 413, "TOO_LARGE"),
    "JSON of 20,000 levels": (b"[" * 20_000, {}, 400, "TOO_LARGE"),
    "number of 60,000 digits": (b'{"query": ' + b"9" * 60_000 + b"}", {}, 400, "BAD_REQUEST"),
    "zip bomb": (gzip.compress(b" " * 40_000_000), {"content-encoding": "gzip"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "deflated": (zlib.compress(_body("{ a }")), {"content-encoding": "deflate"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "form": (
        b"query={__typename}",
        {"content-type": "application/x-www-form-urlencoded"},
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    "upload": (b"--x", {"content-type": "multipart/form-data; boundary=x"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "batch": (json.dumps([{"query": "{ __typename }"}] * 1_000).encode(), {}, 400, "BAD_REQUEST"),
}


@pytest.mark.parametrize(("body", "headers", "status", "code"), _ATTACKS.values(), ids=_ATTACKS.keys())
async def test_costly_requests_are_refused_cheaply(
    storeless: httpx.AsyncClient, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    await storeless.post("/graphql", content=_body("{ __typename }"), headers=_JSON)
    spent = []
    for turn in range(5):
        # No document is sent twice, for it would be parsed and validated once.
        sent = body.replace(b"}", b"}" + b" " * turn)
        started = time.process_time()
        answer = await storeless.post("/graphql", content=sent, headers={**_JSON, **headers})
        spent.append(time.process_time() - started)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert min(spent) < _CPU_SECONDS  # the least of five, for whatever else the process does meanwhile


@pytest.mark.parametrize(
    "path",
    ["/assets/../graphiql.py", "/assets/%2e%2e/graphiql.py", "/assets/..%2fgraphiql.py", "/assets//etc/passwd",
     "/assets/%2fetc%2fpasswd", "/assets/%00", "/assets/..%5c..%5cgraphiql.py"],
)  # fmt: skip
async def test_nothing_beside_the_assets_is_served(storeless: httpx.AsyncClient, path: str) -> None:
    answer = await storeless.get(httpx.URL(f"http://localhost{path}"))
    assert answer.status_code == 404
    assert "import" not in answer.text


@pytest.mark.parametrize("sent", [b"a\tset-cookie: x", b"a%0d%0aset-cookie: x", b"x" * 65, "ä".encode()])
async def test_headers_of_a_request_do_not_become_those_of_the_answer(
    storeless: httpx.AsyncClient, sent: bytes
) -> None:
    headers = [(b"content-type", b"application/json"), (b"x-request-id", sent)]
    answer = await storeless.post("/graphql", content=_body("{ __typename }"), headers=headers)
    assert answer.headers["x-request-id"].isalnum()
    assert answer.headers["x-request-id"].encode() != sent
    assert "set-cookie" not in answer.headers


_INJECTIONS = (
    "' OR 1=1 //",
    '"}) DETACH DELETE n //',
    "x\\'}) MATCH (n) DETACH DELETE n //",
    "`) MATCH (n) DETACH DELETE n RETURN (`",
    "$id} CALL apoc.util.sleep(9999) //",
    "\u0027}) MATCH (n) SET n.hacked = true //",
    '*~() AND [a TO z] "-',
    "%' UNION MATCH (k:AccessKey) RETURN k //",
)


def _value(type: object, text: str) -> object:
    """A value of the input type in which every text is this one."""
    if isinstance(type, GraphQLNonNull):
        return _value(type.of_type, text)
    if isinstance(type, GraphQLList):
        return [_value(type.of_type, text)]
    if isinstance(type, GraphQLInputObjectType):
        return {name: _value(field.type, text) for name, field in type.fields.items() if _is_text_of(field.type)}
    return text


def _is_text_of(type: object) -> bool:
    """Texts, ids and whatever holds them."""
    named = get_named_type(type)  # type: ignore[call-overload]
    if isinstance(named, GraphQLInputObjectType):
        return True
    return isinstance(named, GraphQLScalarType) and named.name in {"String", "ID", "DateTime", "JSON"}


def _question(kind: str, name: str, field: GraphQLField, text: str) -> tuple[str, dict[str, object]]:
    arguments = {each: a for each, a in field.args.items() if _is_text_of(a.type)}
    declared = ", ".join(f"${each}: {a.type}" for each, a in arguments.items())
    passed = ", ".join(f"{each}: ${each}" for each in arguments)
    selection = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    query = f"{kind} q({declared}) {{ {name}({passed}){selection} }}"
    return query, {each: _value(a.type, text) for each, a in arguments.items()}


def _fields() -> list[tuple[str, str, GraphQLField]]:
    assert _SCHEMA.query_type
    assert _SCHEMA.mutation_type
    roots = (("query", _SCHEMA.query_type), ("mutation", _SCHEMA.mutation_type))
    return [
        (kind, name, field)
        for kind, root in roots
        for name, field in root.fields.items()
        if any(_is_text_of(a.type) for a in field.args.values())
    ]


async def test_cypher_in_every_text_of_the_schema_does_nothing(
    store: Store, client: httpx.AsyncClient, address: Address
) -> None:
    await load_ann(store)
    before = dump(address)
    codes: dict[str, int] = {}
    for kind, name, field in _fields():
        for text in _INJECTIONS:
            query, variables = _question(kind, name, field, text)
            answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
            for error in answer.get("errors", []):
                code = error["extensions"]["code"]
                assert code not in {"INTERNAL", "STORE_ERROR", "STORE_REJECTED", "STORE_UNAVAILABLE"}, (name, text)
                codes[code] = codes.get(code, 0) + 1
    assert len(_fields()) > 20
    assert codes
    assert dump(address) == before
