"""Columns that may be consents to marketing. A draft names them and grants none: a person must know what was asked."""

import re
from collections.abc import Iterator

import yaml

from loaders.build.column_names import plain_name
from loaders.build.consent_words import GONE, NO, YES, plain_answer
from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.file_summary import FileSummary

_CONSENT = re.compile(
    r"news_?letter|(^|_)opt_?(in|out)|subscri|unsubscri|consent|accepts?_|marketing|mailing_?ok|permission|do_not_(mail|email|call)"
    r"|einwilligung|werbung|abonniert|abgemeldet|abonn|consentement|suscri|consentimiento|iscritt|consenso|toestemming"
    r"|inscrito|zgoda"
)
_CHANNELS = {"sms": r"sms|text_message", "phone": r"phone|call|telefon|anruf", "whatsapp": r"whatsapp"}
_OPT_OUT = re.compile(r"opt_?out|unsubscri|abgemeldet|do_not")


def consent_remarks(summary: FileSummary) -> Iterator[str]:
    """A line for each column that is called a consent and whose values are answers: what to add where it is one."""
    for column in summary.columns:
        name = plain_name(column.steps[-1])
        if column.filled and _CONSENT.search(name) and (answers := _answers(column)):
            rule = {"channel": _channel(name), "field": column.name, **answers}
            text = yaml.safe_dump([rule], default_flow_style=True, allow_unicode=True, width=10_000).strip()
            yield f"{column.name} may be a consent to marketing; if it is, add to record: consents: {text}"


def _answers(column: ColumnSummary) -> dict[str, list[str]]:
    """The words of the column by what they say; empty where it has others too. Who is asked whether she wants no mail
    and says no has granted nothing."""
    is_opt_out = _OPT_OUT.search(plain_name(column.steps[-1]))
    said: dict[str, list[str]] = {"granted": [], "not_granted": [], "withdrawn": []}
    for word in column.words:
        plain = plain_answer(word)
        if plain in YES:
            said["withdrawn" if is_opt_out else "granted"].append(word)
        elif plain in GONE:
            said["withdrawn"].append(word)
        elif plain not in NO:
            return {}
        elif not is_opt_out:
            said["not_granted"].append(word)
    return {meaning: words for meaning, words in said.items() if words}


def _channel(name: str) -> str:
    return next((channel for channel, pattern in _CHANNELS.items() if re.search(pattern, name)), "email")
