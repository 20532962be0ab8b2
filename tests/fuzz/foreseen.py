"""What every answer has to be, whatever the question. Imports nothing but Python's own, for schemathesis loads it too,
in an environment of its own."""

from typing import Any

_UNFORESEEN = {"INTERNAL", "STORE_ERROR", "STORE_REJECTED", "None"}


def fault(status: int, answer: Any) -> str | None:
    """What is wrong with an answer: a status of 5xx, or an error that the service did not foresee. Other errors, such
    as one for what the role may not read, are answers."""
    if status >= 500:
        return f"status {status}"
    errors = (answer or {}).get("errors") or []
    codes = {str((error.get("extensions") or {}).get("code")) for error in errors}
    return f"{sorted(codes & _UNFORESEEN)}" if codes & _UNFORESEEN else None
