"""The tree of errors: codes, parents and which may be retried."""

import pytest

from profile_service.domain.values.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    OutsideView,
    ProfileError,
    StoreError,
    StoreRejected,
    StoreUnavailable,
)


@pytest.mark.parametrize(
    ("error", "code", "retryable", "kind"),
    [
        (ProfileError, "INTERNAL", False, Exception),
        (NotFound, "NOT_FOUND", False, ProfileError),
        (Conflict, "CONFLICT", False, ProfileError),
        (InvalidInput, "INVALID_INPUT", False, ProfileError),
        (Forbidden, "FORBIDDEN", False, ProfileError),
        (OutsideView, "OUTSIDE_VIEW", False, Forbidden),
        (StoreError, "STORE_ERROR", False, ProfileError),
        (StoreUnavailable, "STORE_UNAVAILABLE", True, StoreError),
        (StoreRejected, "STORE_REJECTED", False, StoreError),
    ],
)
def test_error_has_its_code(error: type[ProfileError], code: str, kind: type[Exception], *, retryable: bool) -> None:
    assert (error.code, error.retryable, error.__bases__) == (code, retryable, (kind,))
