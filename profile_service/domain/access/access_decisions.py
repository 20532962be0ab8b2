"""The one decision: may this caller do this, in this view? Every door asks here, and whatever is refused was refused
here."""

from dataclasses import dataclass, replace
from typing import Literal

from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import Mutation, NoteChange, Read, allows
from profile_service.domain.values.errors import Forbidden

WIDEST = "full"
"""The view of those who may choose any and name none."""
_LONGEST_NAME = 60
_READS = {
    "profiles": "read profiles",
    "search": "search for profiles",
    "explanations": "read why records are one person, or a profile's history",
    "changes": "follow the changes",
    "review": "read the review queue",
    "load_runs": "read load runs",
    "audit": "read the audit",
    "access": "read who has access",
    "privacy": "take out what is kept of a person",
    "metrics": "read the metrics of all customers",
    "segments": "read segments of customers",
}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a caller wants to do."""

    kind: Literal["read", "mutation"]
    name: str


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """Whether a caller may do something. `view`: the name of the view that limits what they see; `refusal`: why not, a
    sentence for the caller; empty where they may."""

    caller: Caller
    act: Act
    view: str
    refusal: str = ""

    @property
    def allowed(self) -> bool:
        return not self.refusal

    def required(self) -> "AccessDecision":
        """The same. Raises Forbidden where the caller may not."""
        if self.refusal:
            raise Forbidden(self.refusal)
        return self


def decide_read(caller: Caller, read: Read, view: str | None = None) -> AccessDecision:
    """Whether the caller may read this, in the named view; in their first one where none is named."""
    return _decide(caller, Act("read", read), view)


def decide_mutation(caller: Caller, mutation: Mutation) -> AccessDecision:
    """Whether the caller may change this. The answer shows the changed profile in the caller's first view."""
    return _decide(caller, Act("mutation", mutation), None)


def decide_note_change(caller: Caller, mutation: NoteChange, writer: object, identity: str = "") -> AccessDecision:
    """Whether the caller may change a note that somebody of this name and identity wrote: any note, or one of their
    own. Where no identity was kept, or nobody checked who the caller is, the name decides."""
    decision = decide_mutation(caller, mutation)
    if decision.allowed or not allows(caller.rights.own_notes, mutation):
        return decision
    if writer != caller.name or (identity and caller.identity and identity != caller.identity):
        return replace(decision, refusal=f"the role {caller.role} may do {mutation} to notes of its caller's own alone")
    return decide_read(caller, "profiles")


def decide_reveal(caller: Caller, name: str) -> AccessDecision:
    """Whether the caller may be shown a value of this name that is masked for them."""
    decision = decide_mutation(caller, "revealValue")
    if decision.allowed and not allows(caller.rights.reveals, name):
        return replace(decision, refusal=f"the role {caller.role} may not reveal {name[:_LONGEST_NAME]}")
    return decision


def _decide(caller: Caller, act: Act, view: str | None) -> AccessDecision:
    rights = caller.rights
    if act.kind == "mutation" and not allows(rights.mutations, act.name):
        return AccessDecision(caller, act, "", f"the role {caller.role} may not do {act.name} here")
    refused = next((read for read in _needed_reads(act) if not allows(rights.reads, read)), None)
    if refused:
        return AccessDecision(caller, act, "", f"the role {caller.role} may not {_READS[refused]}")
    if view is None:
        first = WIDEST if rights.views is None else next(iter(rights.views), "")
        return AccessDecision(caller, act, first, "" if first or not _shows_customers(act) else _no_view(caller))
    if not rights.chooses(view):
        shown = ", ".join(rights.views or ()) or "none"
        named = view[:_LONGEST_NAME]
        return AccessDecision(
            caller, act, "", f"the view {named} is outside the role {caller.role}; its views: {shown}"
        )
    return AccessDecision(caller, act, view)


def _needed_reads(act: Act) -> tuple[str, ...]:
    """A mutation answers with profiles, and so does a search."""
    if act.kind == "mutation":
        return ("profiles",)
    return ("search", "profiles") if act.name == "search" else (act.name,)


def _shows_customers(act: Act) -> bool:
    return act.name not in {"load_runs", "changes", "audit", "access", "privacy", "metrics"}


def _no_view(caller: Caller) -> str:
    return f"no view is left for the role {caller.role}"
