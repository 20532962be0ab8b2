"""The forms by which stewards change who is the same person: what each sends to the API, and what it is called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from profile_service.api.console.page_refusals import PageRefused

Input = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ActForm:
    """A form as it was posted: fields by name, and the records (keys) and contradictions that were ticked in it."""

    profile: str
    fields: Mapping[str, str]
    records: Sequence[str] = ()
    despite: Sequence[str] = ()

    @classmethod
    def of(cls, profile: str, posted: Sequence[tuple[str, str]]) -> "ActForm":
        ticked = {name: [value for key, value in posted if key == name] for name in ("record", "despite")}
        return cls(profile, dict(posted), ticked["record"], ticked["despite"])

    def text(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    def needed(self, name: str, what: str) -> str:
        """The text of a field. Raises PageRefused that says what is missing."""
        if not (text := self.text(name)):
            raise PageRefused(400, f"{what} is missing; go back and fill it in")
        return text

    def two_records(self) -> tuple[str, str]:
        """The two records that are judged: ticked, or typed into `left` and `right`."""
        keys = list(self.records) or [self.text("left"), self.text("right")]
        if len(keys) != 2 or not all(keys):
            raise PageRefused(400, "a judgement is about two records; go back and choose two")
        return keys[0], keys[1]

    def carried(self) -> list[tuple[str, str]]:
        """The fields that say what is to be done, for the form of the preview."""
        others = {"act", "reason", "key", "versions", "confirm", "record", "despite"}
        return [(name, value) for name, value in self.fields.items() if name not in others] + [
            ("record", key) for key in self.records
        ]


@dataclass(frozen=True, slots=True)
class StewardAct:
    """`document`: of the mutation; `right`: its name. `verb`: on the button that confirms; `title`: over the preview.
    `input`: what the mutation takes beside the reason and its conditions. `needs_reason`: it is not done
    without one."""

    document: str
    right: str
    verb: str
    title: str
    input: Callable[[ActForm], Input] = field(default=lambda form: {"profile": form.profile})
    needs_reason: bool = False


def _merge(form: ActForm) -> Input:
    other = form.needed("other", "the other customer")
    return {"profiles": [form.profile, other], "despite": list(form.despite)}


def _split(form: ActForm) -> Input:
    if not form.records:
        raise PageRefused(400, "a split takes one record or more; go back and choose them")
    return {"profile": form.profile, "records": list(form.records), "together": form.text("together") == "yes"}


def _judge(verdict: str) -> Callable[[ActForm], Input]:
    def input(form: ActForm) -> Input:
        left, right = form.two_records()
        return {"left": left, "right": right, "verdict": verdict}

    return input


def _move_identifier(form: ActForm) -> Input:
    identifier = {"type": form.needed("type", "the identifier"), "value": form.needed("value", "the identifier")}
    return {
        "identifier": identifier,
        "fromRecord": form.needed("from", "the record that holds it"),
        "toRecord": form.text("to") or None,
    }


def _move_event(form: ActForm) -> Input:
    return {"event": form.needed("event", "the event"), "record": form.needed("to", "the record")}


ACTS: Mapping[str, StewardAct] = {
    "merge": StewardAct("merge", "mergeProfiles", "Merge", "Merge two customers", _merge, needs_reason=True),
    "split": StewardAct("split", "splitProfile", "Split off", "Split records off", _split),
    "same": StewardAct("judge", "judge", "Judge: the same", "Two records are the same person", _judge("SAME")),
    "not_same": StewardAct(
        "judge", "judge", "Judge: not the same", "Two records are not the same person", _judge("NOT_SAME")
    ),
    "lock": StewardAct("lock", "lockProfile", "Lock", "Lock this customer"),
    "unlock": StewardAct("unlock", "unlockProfile", "Unlock", "Unlock this customer"),
    "move_identifier": StewardAct(
        "move_identifier", "moveIdentifier", "Move", "Take an identifier from a record", _move_identifier
    ),
    "move_event": StewardAct("move_event", "moveEvent", "Move", "Move an event to another record", _move_event),
    "undo": StewardAct(
        "undo", "undo", "Undo", "Undo a decision", lambda form: {"decision": form.needed("decision", "the decision")}
    ),
}
"""By the value of the field `act`."""
