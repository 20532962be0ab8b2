"""Every code of an error is counted by its name."""

from collections.abc import Iterator

from profile_service.api.telemetry.request_metrics import CODES
from profile_service.domain.values.errors import ProfileError


def test_no_code_of_ours_counts_as_another() -> None:
    codes = {error.code for error in _kinds(ProfileError)}
    assert len(codes) > 15
    assert codes - CODES == set()


def _kinds(kind: type[ProfileError]) -> Iterator[type[ProfileError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)
