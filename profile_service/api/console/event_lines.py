"""An event in one line, as a timeline shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profile_service.api.console.display import heading, money, words
from profile_service.domain.profile.notes import SOURCE as DESK

# Details that say what an event was about, the first that is there; and what became of it.
_TOPICS = ("topic", "subject", "title", "query", "page", "code", "name", "campaign")
_OUTCOMES = ("outcome", "status", "answer", "result", "resolution")
_TEXTS = ("text", "body", "comment", "note", "message", "description")
_SCORES = ("rating", "stars", "score", "points")
_LONGEST = 140


@dataclass(frozen=True, slots=True)
class EventLine:
    """`title`: what it was; `about`: the goods, the case or the topic; `state`: what became of it; `text`: the words of
    who took part; `agent`: who dealt with it. Empty where the event does not say."""

    title: str
    about: str
    state: str
    text: str
    agent: str = ""


def recorded_here(event: Mapping[str, Any]) -> bool:
    """Whether somebody wrote it here, who may correct it."""
    return str(event["key"]).startswith(f"{DESK}:")


def event_line(event: Mapping[str, Any]) -> EventLine:
    """The line of an event as the document `customer` asks for it."""
    details: Mapping[str, Any] = event.get("details") or {}
    if "totalMinor" in event:
        return _transaction_line(event, details)
    subjects = [subject["name"] or subject["key"] for subject in event["about"]]
    topic = _first(details, _TOPICS) or words(_first(details, ("offer",)))
    score = _first(details, _SCORES)
    about = ", ".join(_unique([topic, *subjects[:3]]))
    state = " · ".join(_unique([words(_first(details, _OUTCOMES)), f"{score} of {_scale(score)}" if score else ""]))
    agent = _first(details, ("agent",))
    return EventLine(heading(event["kind"]), _shortened(about), state, _shortened(_first(details, _TEXTS)), agent)


def _transaction_line(event: Mapping[str, Any], details: Mapping[str, Any]) -> EventLine:
    number = f" {event['number']}" if event["number"] else ""
    amount = money(event["totalMinor"], event["currency"]) if event["amountKnown"] else ""
    names = _unique([line["product"]["name"] or line["product"]["key"] for line in event["lines"]])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    state = words(event["status"])
    return EventLine(
        f"{heading(event['kind'])}{number}",
        _shortened(" · ".join(_unique([amount, ", ".join(names[:3]) + more]))),
        state,
        _shortened(_first(details, _TEXTS)),
    )


def _scale(score: str) -> int:
    """Stars go to five; what is more was asked from 0 to 10."""
    try:
        return 5 if float(score) <= 5 else 10
    except ValueError:
        return 10


def _first(details: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = details.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _unique(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
