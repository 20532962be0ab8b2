"""What every resolver of one request is handed."""

from dataclasses import dataclass

from profile_service.service.context import Context


@dataclass(frozen=True, slots=True)
class Request:
    """`id` is the one that the answer's `X-Request-Id` header and the log name."""

    id: str
    read: Context
