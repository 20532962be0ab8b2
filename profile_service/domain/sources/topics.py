"""Topics: what a contact was about, in the words of its source."""

import re

from profile_service.domain.sources.events import Event

_SYSTEM_TAG = re.compile(
    r"(api|app|chat|email|facebook|form|help_?cent(er|re)|instagram|ios|android|mail|messag(e|ing)|mobile|phone|portal|"
    r"sdk|sms|spam|test|twitter|voice|voicemail|web|web_?(form|portal|service|widget)|whatsapp|widget|"
    r"closed_by_merge|merged?|ticket_merged?|duplicate|follow_?up|reopened|escalated|"
    r"(ab|answer_?bot|auto|automated|automation|bot|csat|intent|intent_confidence|jira|language|language_confidence|"
    r"macro|nps|rule|sentiment|sentiment_confidence|sla|solvvy|survey|system|trigger|via|workflow|zendesk|zopim)_.+)"
)
_REPLY_MARK = re.compile(
    r"\s*(?:\[[^\]]*\]|(?:re|fw|fwd|aw|wg|antw|doorst|sv|vs|vb|tr|rv|res|enc|ynt|odp|pd|r|i)\s*(?:\[\d+\])?\s*:)\s*"
)
_SYSTEM_SUBJECT = re.compile(
    r"voice ?mail(?: (?:from|for)\b.*)?|"
    r"(?:call|chat|conversation|e-?mail|message|sms|text(?: message)?|tweet) (?:from|to|with)\b.*|"
    r"(?:missed|abandoned|inbound|outbound|incoming|outgoing|phone) call(?: (?:from|to|with)\b.*)?|"
    r"(?:sms|text|whatsapp|facebook|instagram|twitter|direct|offline|chat|new) message(?: (?:from|to|with)\b.*)?|"
    r"(?:new )?(?:contact|web) ?form(?: submission)?(?: from\b.*)?|(?:new )?form submission(?: from\b.*)?"
)
_EMPTY_SUBJECTS = frozenset(
    "(no subject)/no subject/(kein betreff)/kein betreff/(sans objet)/sans objet/(sin asunto)/sin asunto/untitled/none/"
    "hi/hello/hallo/hola/bonjour/question/questions/a question/frage/pregunta/help/help me/hilfe/support/contact/"
    "contact us/kontakt/kontaktformular/inquiry/enquiry/anfrage/request/message/urgent/dringend/test/other/"
    "sonstiges".split("/")
)


def topic(event: Event) -> str:
    """The subject of a contact, else the first tag that a person chose; empty where there is none. Many matters share a
    tag: it joins none."""
    return subject(event) or next(iter(chosen_tags(event)), "").replace("_", " ")


def subject(event: Event) -> str:
    """The subject of a contact: its own, else that of its case, else a reason. Empty where there is none."""
    named = (_detail(event, "topic"), _detail(event, "subject"), _case_name(event), _detail(event, "reason"))
    return next(filter(None, named), "")


def subject_key(written: str) -> str:
    """A topic as it is compared with others: without marks of replies, case and closing signs. Empty where it says
    nothing of the matter, such as `Voicemail from +1 212…`, which a system wrote, or `Question`."""
    text = " ".join(written.casefold().split())
    while mark := _REPLY_MARK.match(text):
        text = text[mark.end() :]
    text = text.strip(" .!?:-")
    return "" if text in _EMPTY_SUBJECTS or _SYSTEM_SUBJECT.fullmatch(text) else text


def chosen_tags(event: Event) -> list[str]:
    """The tags of an event without those that systems write, such as `web_widget` or `closed_by_merge`."""
    tags = event.details.get("tags")
    written = [tag.strip() for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    return [tag for tag in written if tag and not _SYSTEM_TAG.fullmatch(re.sub(r"[\s:.-]+", "_", tag.casefold()))]


def _detail(event: Event, name: str) -> str:
    value = event.details.get(name)
    return value.strip() if isinstance(value, str) else ""


def _case_name(event: Event) -> str:
    return next((subject.name for subject in event.about if subject.label == "Case" and subject.name), "")
