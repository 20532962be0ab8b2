"""The calling codes of the phones in the store: in which countries customers have theirs."""

from profile_service.domain.search.phone_parts import calling_code
from profile_service.store.engine.store import Store

_NEXT = """
MATCH (i:Identifier)
USING INDEX i:Identifier(key)
WHERE i.key > $after AND i.key < 'phone:,'
RETURN i.key AS key
ORDER BY i.key
LIMIT 1
"""
_START = "phone:+"
_AFTER_DIGITS = ":"
_MOST = 12


async def calling_codes(store: Store) -> tuple[str, ...]:
    """The calling codes, such as `1`, in their order; the first dozen. One statement jumps to each."""
    codes: list[str] = []
    after = _START
    while len(codes) < _MOST and (rows := await store.read(_NEXT, after=after)):
        digits = str(rows[0]["key"]).removeprefix(_START)
        code = calling_code(digits)
        if code:
            codes.append(code)
        after = f"{_START}{code or digits[:1]}{_AFTER_DIGITS}"
    return tuple(codes)
