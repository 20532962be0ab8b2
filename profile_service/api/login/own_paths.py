"""Where to go after a login: to paths of this server alone."""

import re

HOME = "/"
_MAX_LENGTH = 2_000
# Printable ASCII without the backslash, which browsers take for a slash; two slashes would begin another host.
_OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")


def own_path(text: str | None) -> str:
    """The path, if it is one of this server; else HOME."""
    return text if text and len(text) <= _MAX_LENGTH and _OWN_PATH.fullmatch(text) else HOME
