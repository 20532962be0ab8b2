"""Requests over a size limit are refused before they are read or parsed."""

import asyncio

import pytest

from profile_service.api.http.request_limits import MAX_JSON_DEPTH, json_too_deep

_POST = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"


@pytest.mark.anyio
async def test_body_of_50_mb_is_refused_unread(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_POST + b"content-length: 52428800\r\n\r\n")
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert status.split()[1] == b"413"


@pytest.mark.anyio
async def test_body_of_unknown_length_is_cut_off(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_POST + b"transfer-encoding: chunked\r\n\r\n")
    for _ in range(20):
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert status.split()[1] == b"413"


def test_brackets_in_strings_are_no_nesting() -> None:
    deep = MAX_JSON_DEPTH + 1
    assert not json_too_deep(b'{"query": "' + b"{" * deep + b'"}')
    assert not json_too_deep(b'["\\"' + b"[" * deep + b'\\\\"]' + b"[]" * deep)
    assert not json_too_deep(b"[" * MAX_JSON_DEPTH + b"]" * MAX_JSON_DEPTH)
    assert json_too_deep(b"[" * deep + b"]" * deep)
    assert json_too_deep(b'["\\\\",' + b"[" * deep)
