"""One line of a diagnosis: what was looked at, how it is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """`warning`: it works, and may not for long, or not as meant; `problem`: something does not work, or is open."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`check`: what was looked at, one of few words; `text`: how it is; `advice`: what to do, empty where nothing."""

    check: str
    health: Health
    text: str
    advice: str = ""


def ok(check: str, text: str) -> Diagnosis:
    return Diagnosis(check, Health.OK, text)


def warning(check: str, text: str, advice: str) -> Diagnosis:
    return Diagnosis(check, Health.WARNING, text, advice)


def problem(check: str, text: str, advice: str) -> Diagnosis:
    return Diagnosis(check, Health.PROBLEM, text, advice)
