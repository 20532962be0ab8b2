"""The context that the resolvers of one request share."""

from dataclasses import dataclass, field
from typing import TypeAlias

from strawberry.types import Info

from profile_service.domain.access.caller import Caller
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship


@dataclass(frozen=True, slots=True)
class Request:
    """`id` is the request id that the answer's `X-Request-Id` header and the log name. `revealed`: values that the
    answer shows, though they are masked for the caller."""

    id: str
    reader: ProfileReader
    stewardship: Stewardship
    revealed: set[str] = field(default_factory=set)

    @property
    def caller(self) -> Caller:
        return self.reader.caller


RequestInfo: TypeAlias = Info[Request, None]
