"""What every resolver of one request is handed."""

from dataclasses import dataclass
from typing import TypeAlias

from strawberry.types import Info

from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship


@dataclass(frozen=True, slots=True)
class Request:
    """`id` is the one that the answer's `X-Request-Id` header and the log name."""

    id: str
    read: ProfileReader
    steward: Stewardship


Asked: TypeAlias = Info[Request, None]
