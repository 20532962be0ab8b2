"""What columns of exports say of consent to marketing."""

from loaders.formats.rows import Row
from profile_service.domain.sources.consents import Consent, ConsentStatus

PURPOSE = "marketing"
_YES = {"yes", "true", "1", "y", "subscribed"}
_NO = {"no", "false", "0", "n", "unsubscribed"}


def answered(row: Row, column: str, channel: str, *, record: str, at: str | None = None) -> tuple[Consent, ...]:
    """A grant where the cell says yes, a withdrawal where it says no; nothing where it is blank or says neither.

    A no may be that of somebody who never said yes. It has to end an earlier yes all the same: no export tells the two
    apart, and of the two mistakes only one mails people who left.
    """
    word = row.get(column).casefold()
    if word not in _YES | _NO:
        return ()
    status = ConsentStatus.GRANTED if word in _YES else ConsentStatus.WITHDRAWN
    return (Consent(record, PURPOSE, channel, status, at, f"{column}: {word}"),)


def opted_out(row: Row, column: str, channel: str, *, record: str, at: str | None = None) -> tuple[Consent, ...]:
    """A withdrawal where the cell says yes. Not having opted out grants nothing."""
    word = row.get(column).casefold()
    if word not in _YES:
        return ()
    return (Consent(record, PURPOSE, channel, ConsentStatus.WITHDRAWN, at, f"{column}: {word}"),)
