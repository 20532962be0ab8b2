"""When a read or a transaction is tried again: after a failure that may pass, for some seconds, with jitter.

A commit of unknown outcome (`CommitUnknown`) passes for a failure only where doing the work twice does no harm.
"""

from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_delay, wait_random_exponential

from profile_service.domain.values.errors import StoreUnavailable
from profile_service.store.engine.driver_errors import CommitUnknown, DiskFull, WritersPaused


def attempts(
    patience_seconds: float, *, guarded: bool, before_retry: Callable[[RetryCallState], Awaitable[None]]
) -> AsyncRetrying:
    """Attempts until one succeeds, fails for good, or the patience is over; then the last one's error is raised."""
    return AsyncRetrying(
        retry=retry_if_exception(lambda error: _is_worth_retrying(error, guarded=guarded)),
        stop=stop_after_delay(patience_seconds),
        wait=wait_random_exponential(multiplier=0.02, max=2),
        before_sleep=before_retry,
        reraise=True,
    )


def _is_worth_retrying(error: BaseException, *, guarded: bool) -> bool:
    if not isinstance(error, StoreUnavailable) or isinstance(error, DiskFull | WritersPaused):
        return False
    return guarded or not isinstance(error, CommitUnknown)
