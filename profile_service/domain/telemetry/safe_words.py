"""Words of callers as the log may have them: anything that a person could have typed is replaced by a digest."""

import hashlib
import re

# As machines make them: hexadecimal in groups, long, and not of digits alone, as numbers of phones and cards are.
_MACHINE_ID = re.compile(r"(?=[0-9a-fA-F-]*[a-fA-F])[0-9a-fA-F]{8,}(-?[0-9a-fA-F]{4,}){1,7}")
_DIGITS = 12


def safe_id(id: str) -> str:
    """The id of a request, where it looks as if a machine made it, else its digest."""
    return id if len(id) <= 64 and _MACHINE_ID.fullmatch(id) else word_digest(id)


def word_digest(text: str) -> str:
    """`sha256:` and the first digits of the digest of the text; empty for an empty one."""
    return f"sha256:{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:_DIGITS]}" if text else ""
