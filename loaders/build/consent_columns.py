"""Consent to marketing, from columns in which exports answer yes or no."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from loaders.build.consent_words import GONE, NO, YES, plain_answer
from loaders.formats.rows import Row
from profile_service.domain.sources.consents import ADDRESS_TYPES, Consent, ConsentStatus
from profile_service.domain.sources.records import SourceRecord

PURPOSE = "marketing"
_STATUSES = (
    dict.fromkeys(YES, ConsentStatus.GRANTED)
    | dict.fromkeys(NO, ConsentStatus.NOT_GRANTED)
    | dict.fromkeys(GONE, ConsentStatus.WITHDRAWN)
)
_NO_ANSWER = {"", "never_subscribed", "never subscribed", "not_subscribed", "not subscribed", "pending"}


def consents_from_answer(
    row: Row, column: str, channel: str, *, record: str, at: str | None = None
) -> tuple[Consent, ...]:
    """One grant where the cell is a yes, one withdrawal where it says that somebody unsubscribed, `not granted` where
    it is a plain no, and nothing where it is blank or none of these.

    `record` is the record's key, `at` the time of the answer, if the export has it. A plain no may be that of somebody
    who never said yes.
    """
    word = row.get(column).casefold()
    status = _STATUSES.get(plain_answer(word))
    if status is None:
        _drop_unless_silent(row, column, word)
        return ()
    return (Consent(record, PURPOSE, channel, status, at, f"{column}: {word}"),)


def consents_from_opt_out(
    row: Row, column: str, channel: str, *, record: str, at: str | None = None
) -> tuple[Consent, ...]:
    """One withdrawal where the cell is a yes, otherwise nothing: not having opted out grants nothing."""
    word = row.get(column).casefold()
    status = _STATUSES.get(plain_answer(word))
    if status is not ConsentStatus.GRANTED:
        if status is None:
            _drop_unless_silent(row, column, word)
        return ()
    return (Consent(record, PURPOSE, channel, ConsentStatus.WITHDRAWN, at, f"{column}: {word}"),)


def consents_from_answers(row: Row, channels: Mapping[str, str], *, record: str) -> tuple[Consent, ...]:
    """The consents of several columns of answers; `channels`: column → channel."""
    answers = [consents_from_answer(row, column, channel, record=record) for column, channel in channels.items()]
    return tuple(chain.from_iterable(answers))


def consents_from_opt_outs(row: Row, channels: Mapping[str, str], *, record: str) -> tuple[Consent, ...]:
    """The consents of several columns of opt-outs; `channels`: column → channel."""
    opt_outs = (consents_from_opt_out(row, column, channel, record=record) for column, channel in channels.items())
    return tuple(chain.from_iterable(opt_outs))


def consents_by_address(record: SourceRecord, consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """The consents as tools state them that know addresses and not people: a withdrawal is about each address of its
    channel that the record has, anything else about the first one. Without an address it stays the person's."""
    return tuple(chain.from_iterable(_by_address(record, consent) for consent in consents))


def _by_address(record: SourceRecord, consent: Consent) -> Iterator[Consent]:
    type = ADDRESS_TYPES.get(consent.channel)
    addresses = [identifier for identifier in record.identifiers if identifier.type == type]
    if not addresses:
        yield consent
    for address in addresses if consent.status is ConsentStatus.WITHDRAWN else addresses[:1]:
        yield consent._replace(address=address)


def _drop_unless_silent(row: Row, column: str, word: str) -> None:
    if word not in _NO_ANSWER:
        row.drop(column, "neither a yes nor a no", word)
