"""The channel of a drafted event: a column of words that are channels in any of several languages."""

import re
from collections.abc import Mapping

from loaders.build.column_names import plain_name
from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.file_summary import FileSummary

_CALLED = re.compile(r"(.*_)?(channel|kanal|canal|canale|kanaal)(_type)?|via|kontaktweg|medium")
_CHANNELS = {
    "email": r"e_?mails?|mails?|courriel|correo(_electronico)?|posta_elettronica",
    "phone": r"phone|telephone|tel|telefono?|calls?|voice|voicemail|anruf|appel|llamada|telefonico|telefoon|hotline",
    "chat": r"(live_?|web_?|online_?)?chat|messaging",
    "web": r"web(site|shop|form(ular)?)?|online(_?shop)?|internet|sitio_web|sito(_web)?|site(_web)?|homepage|portal"
    r"|ecommerce",
    "store": r"(in_?)?stores?|filiale|laden(geschaeft)?|geschaeft|boutique|magasin|tienda|negozio|winkel"
    r"|pos|branch|loja",
    "app": r"((mobile|native)_?)?app|mobile|aplicacion",
    "sms": r"sms|text(_message)?",
    "messenger": r"(facebook_?)?messenger|whats_?app|telegram|viber|line|wechat",
    "social": r"social(_media)?|facebook|instagram|twitter|x|tiktok|soziale_medien",
    "post": r"post|letter|brief|courrier|postal|carta|lettera|poczta",
}


def channel_column(summary: FileSummary) -> ColumnSummary | None:
    """The column whose words are all channels; None where there is none."""
    columns = (c for c in summary.columns if not c.nested and _CALLED.fullmatch(plain_name(c.steps[-1])))
    return next((column for column in columns if channel_words(column)), None)


def channel_words(column: ColumnSummary) -> Mapping[str, str]:
    """Word of the column → channel; empty where one of them is no channel."""
    channels = {word: _channel(word) for word in column.words}
    return {word: name for word, name in channels.items() if name} if all(channels.values()) else {}


def _channel(word: str) -> str | None:
    plain = plain_name(word)
    return next((name for name, words in _CHANNELS.items() if re.fullmatch(words, plain)), None)
