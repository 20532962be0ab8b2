"""The log's line of each request: its door, who asked in which role, what it cost and how it ended."""

import logging

from profile_service.api.telemetry.doors import QUIET_DOORS
from profile_service.domain.telemetry.request_record import RequestRecord

_LOG = logging.getLogger("profile_service.request")
_SERVER_FAULT = 500


def log_request(record: RequestRecord) -> None:
    """At the level `warning` where the server failed or was too busy, else `info`; `debug` for what is asked all the
    time."""
    if record.status >= _SERVER_FAULT or record.codes & {"INTERNAL", "STORE_UNAVAILABLE", "AUDIT_UNAVAILABLE"}:
        level = logging.WARNING
    else:
        level = logging.DEBUG if record.door in QUIET_DOORS else logging.INFO
    if _LOG.isEnabledFor(level):
        _LOG.log(level, "request", extra={"fields": record.fields()})
