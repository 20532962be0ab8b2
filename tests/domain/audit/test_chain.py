"""The chain of an audit, line by line."""

import hashlib
import hmac

from profile_service.domain.audit.chain import START, AuditKeys, ChainCheck, audit_line, chained

_SECRET = b"a secret of an audit for tests alone"
_KEYS = AuditKeys(_SECRET)


def test_line_is_signed_with_the_line_before() -> None:
    first, end = chained(b'{"seq":1,"who":"desk"}', START, _KEYS)
    second, _ = chained(b'{"seq":2}', end, _KEYS)
    key = hmac.new(_SECRET, b"audit chain", hashlib.sha256).digest()
    mac = hmac.new(key, b"0" * 64 + b'{"seq":1,"who":"desk"', hashlib.sha256).hexdigest()
    assert first == b'{"seq":1,"who":"desk","mac":"%s"}\n' % mac.encode()
    assert second.endswith(b'"}\n')
    assert hmac.new(key, mac.encode() + b'{"seq":2', hashlib.sha256).hexdigest().encode() in second


def test_hashes_differ_by_key_and_purpose() -> None:
    id = "0198c0de"
    hashes = {_KEYS.profile(id), _KEYS.reason(id), AuditKeys(b"another secret").profile(id)}
    assert len(hashes) == 3
    assert id not in repr(_KEYS)


def test_text_that_is_no_line_is_none() -> None:
    mac = "0" * 64
    for text in ("", "{}", '{"seq":1}', '{"seq":"1","mac":"' + mac + '"}', '[],"mac":"' + mac + '"}'):
        assert audit_line(text.encode()) is None


def test_line_without_ascii_hash_follows_nothing() -> None:
    line = audit_line(b'{"seq":1,"mac":"' + "é".encode() * 32 + b'"}')
    assert line
    assert not line.follows(START, _KEYS)


def test_repair_that_nothing_needs_is_a_fault() -> None:
    line, _ = chained(b'{"seq":1,"operation":"repair","details":{"bytes":3,"sha256":"00"}}', START, _KEYS)
    check = ChainCheck(_KEYS)
    assert [fault.text for fault in check.check(1, line[:-1])] == ["does not say what stands before it"]
