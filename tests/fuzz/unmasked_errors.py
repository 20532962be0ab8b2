"""What schemathesis checks of each answer here: no status of 5xx, and no error that the service did not foresee. It is
loaded by schemathesis, in the environment of that, and imports nothing of the project."""

from typing import Any

import schemathesis  # type: ignore[import-not-found]  # it is in an environment of its own

_UNFORESEEN = {"INTERNAL", "STORE_ERROR", "STORE_REJECTED", "None"}


@schemathesis.check  # type: ignore[untyped-decorator,unused-ignore]
def errors_are_foreseen(_context: Any, response: Any, _case: Any) -> None:
    """Other errors, such as one for what the role may not read, are answers."""
    errors = (response.json() or {}).get("errors") or []
    codes = {str((error.get("extensions") or {}).get("code")) for error in errors}
    assert response.status_code < 500, f"status {response.status_code}"
    assert not codes & _UNFORESEEN, f"{sorted(codes & _UNFORESEEN)}"
