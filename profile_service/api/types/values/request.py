"""The context that the resolvers of one request share."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from strawberry.types import Info

from profile_service.api.types.values.admission import Admit
from profile_service.domain.access.caller import Caller
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.audiences.segment_desk import SegmentDesk
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.audit.reader import NO_AUDIT, AuditReader
from profile_service.service.declared.access import DeclaredAccess, declared_access
from profile_service.service.diagnosis.doctor import Doctor
from profile_service.service.ingestion.run_locks import never_stopped
from profile_service.service.journeys.journey_desk import JourneyDesk
from profile_service.service.metrics.metric_desk import MetricDesk
from profile_service.service.privacy.privacy_desk import PrivacyDesk
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.recommendations.recommender import Recommender
from profile_service.service.stewardship.stewardship import Stewardship

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Request:
    """`id` is the request id that the answer's `X-Request-Id` header and the log name. `revealed`: values that the
    answer shows, though they are masked for the caller. `admit`: how its operations are admitted; None where they are
    executed as they come. `aside`: how work is done
    beside the server's loop; None where there is no other. `declared`: the roles. `is_stopped`: whether a load run did
    not finish and its process is gone. `doctor`: who looks at the installation; None where there is none to look at.
    `privacy`: requests of people; None where none are kept. `metrics`, `segments` and `journeys`: of all customers;
    None where none are counted. `recommender`: what to recommend to a customer; None where nothing of all customers is
    counted.
    """

    id: str
    reader: ProfileReader
    stewardship: Stewardship
    audit: AuditReader = NO_AUDIT
    revealed: set[str] = field(default_factory=set)
    admit: Admit | None = None
    aside: "Aside | None" = None
    declared: DeclaredAccess = field(default_factory=declared_access)
    is_stopped: Callable[[LoadRun], bool] = never_stopped
    doctor: Doctor | None = None
    privacy: PrivacyDesk | None = None
    metrics: MetricDesk | None = None
    segments: SegmentDesk | None = None
    journeys: JourneyDesk | None = None
    recommender: Recommender | None = None

    @property
    def caller(self) -> Caller:
        return self.reader.caller

    @property
    def acts(self) -> AuditedActs:
        return self.reader.acts


class Aside(Protocol):
    async def __call__(self, work: Callable[[Request], Coroutine[None, None, Result]]) -> Result:
        """What the work returns or raises, done beside the server's loop. The request that it gets is the same, with
        connections to the store of its own; nothing but it may be used there."""


RequestOpener: TypeAlias = Callable[[str, Caller, Admit], Request]
"""Makes, of an id, a caller and the admission of their operations, what resolvers receive."""
RequestInfo: TypeAlias = Info[Request, None]
