"""The decision: what a role and a view allow together, and in which words the rest is refused."""

from dataclasses import replace

import pytest

from profile_service.domain.access.access_decisions import decide_mutation, decide_note_change, decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.rights import Mutation, Read, Rights, scoped_rights
from profile_service.domain.values.errors import Forbidden

_NONE: frozenset[str] = frozenset()
_GUEST = Caller(
    "gus", "guest", Rights(("b", "a"), reads=frozenset({"profiles"}), mutations=frozenset({"judge", "lockProfile"}))
)


def test_first_view_counts_where_none_is_named() -> None:
    assert decide_read(_GUEST, "profiles").view == "b"
    assert decide_read(LOCAL, "profiles").view == "full"


def test_named_view_within_the_role_is_taken() -> None:
    assert decide_read(_GUEST, "profiles", "a").required().view == "a"


@pytest.mark.parametrize(
    ("read", "view", "refusal"),
    [
        ("profiles", "full", "the view full is outside the role guest; its views: b, a"),
        ("search", None, "the role guest may not search for profiles"),
        ("changes", "a", "the role guest may not follow the changes"),
    ],
)
def test_what_is_outside_the_role_is_refused(read: Read, view: str | None, refusal: str) -> None:
    decision = decide_read(_GUEST, read, view)
    assert (decision.allowed, decision.refusal) == (False, refusal)
    with pytest.raises(Forbidden, match=refusal):
        decision.required()


@pytest.mark.parametrize(("mutation", "allowed"), [("judge", True), ("lockProfile", True), ("revealValue", False)])
def test_mutations_are_those_of_the_role(mutation: Mutation, *, allowed: bool) -> None:
    assert decide_mutation(_GUEST, mutation).allowed is allowed


@pytest.mark.parametrize(
    ("rights", "writer", "refusal"),
    [
        (Rights(mutations=_NONE, own_notes=frozenset({"correctInteraction"})), "gus", ""),
        (
            Rights(mutations=_NONE, own_notes=frozenset({"correctInteraction"})),
            "ada",
            "the role guest may do correctInteraction to notes of its caller's own alone",
        ),
        (
            Rights(mutations=_NONE, own_notes=frozenset({"withdrawInteraction"})),
            "gus",
            "the role guest may not do correctInteraction here",
        ),
        (Rights(mutations=frozenset({"correctInteraction"}), own_notes=_NONE), "ada", ""),
        (Rights(reads=frozenset({"search"}), mutations=_NONE), "gus", "the role guest may not read profiles"),
        (scoped_rights(["read"]), "gus", "the role guest may not do correctInteraction here"),
        (scoped_rights(["mutation:correctInteraction"]).within(Rights(mutations=_NONE)), "gus", ""),
    ],
)
def test_own_notes_are_those_that_the_caller_wrote(rights: Rights, writer: str, refusal: str) -> None:
    assert decide_note_change(Caller("gus", "guest", rights), "correctInteraction", writer).refusal == refusal


def test_mutation_needs_the_reading_of_its_answer() -> None:
    blind = Caller("bob", "blind", Rights(reads=frozenset({"changes"})))
    assert decide_mutation(blind, "judge").refusal == "the role blind may not read profiles"


def test_search_needs_the_reading_of_its_hits() -> None:
    narrow = Caller("bob", "blind", scoped_rights(["read:search"]))
    assert decide_read(narrow, "search").refusal == "the role blind may not read profiles"
    assert decide_read(replace(narrow, rights=scoped_rights(["read:search", "read:profiles"])), "search").allowed


def test_without_any_view_no_customer_is_read() -> None:
    loader = Caller("etl", "loader", Rights(views=()))
    assert not decide_read(loader, "profiles").allowed
    assert decide_read(loader, "load_runs").allowed


def test_actor_is_the_caller() -> None:
    assert _GUEST.actor(None) == _GUEST.actor("gus") == "gus"
    assert LOCAL.actor("ada") == "ada"
    with pytest.raises(Forbidden, match="the actor is who asks, here gus"):
        _GUEST.actor("ada")
