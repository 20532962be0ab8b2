"""Consent to marketing, from columns in which exports answer yes or no."""

from collections.abc import Mapping
from itertools import chain

from loaders.formats.rows import Row
from profile_service.domain.sources.consents import Consent, ConsentStatus

PURPOSE = "marketing"
_YES = {"yes", "true", "1", "y", "subscribed"}
_NO = {"no", "false", "0", "n", "unsubscribed"}
_NO_ANSWER = {"", "never_subscribed", "never subscribed", "not_subscribed", "not subscribed", "pending"}


def consents_from_answer(
    row: Row, column: str, channel: str, *, record: str, at: str | None = None
) -> tuple[Consent, ...]:
    """One grant where the cell is a yes, one withdrawal where it is a no, nothing where it is blank or neither.

    `record` is the record's key, `at` the time of the answer. A no may be that of somebody who never said yes. It has
    to end an earlier yes all the same: no export distinguishes the two, and only the other mistake mails people who
    left.
    """
    word = row.get(column).casefold()
    if word not in _YES | _NO:
        _drop_unless_silent(row, column, word)
        return ()
    status = ConsentStatus.GRANTED if word in _YES else ConsentStatus.WITHDRAWN
    return (Consent(record, PURPOSE, channel, status, at, f"{column}: {word}"),)


def consents_from_opt_out(
    row: Row, column: str, channel: str, *, record: str, at: str | None = None
) -> tuple[Consent, ...]:
    """One withdrawal where the cell is a yes, otherwise nothing: not having opted out grants nothing."""
    word = row.get(column).casefold()
    if word not in _YES:
        if word not in _NO:
            _drop_unless_silent(row, column, word)
        return ()
    return (Consent(record, PURPOSE, channel, ConsentStatus.WITHDRAWN, at, f"{column}: {word}"),)


def consents_from_answers(row: Row, channels: Mapping[str, str], *, record: str) -> tuple[Consent, ...]:
    """The consents of several columns of answers; `channels`: column → channel."""
    answers = (consents_from_answer(row, column, channel, record=record) for column, channel in channels.items())
    return tuple(chain.from_iterable(answers))


def consents_from_opt_outs(row: Row, channels: Mapping[str, str], *, record: str) -> tuple[Consent, ...]:
    """The consents of several columns of opt-outs; `channels`: column → channel."""
    opt_outs = (consents_from_opt_out(row, column, channel, record=record) for column, channel in channels.items())
    return tuple(chain.from_iterable(opt_outs))


def _drop_unless_silent(row: Row, column: str, word: str) -> None:
    if word not in _NO_ANSWER:
        row.drop(column, "neither a yes nor a no", word)
