"""What a command would change, as people read it before they confirm."""

from typing import Any

from profile_service.api.console.identity.effect_words import contradiction_sentences, effect_sentences

_ANN, _OTHER, _NEW = "01a22b11-0000-7000-a000-00000000aaaa", "01a22b11-0000-7000-a000-00000000bbbb", "01a22b12-c-new"


def _profile(id: str, name: str | None, events: int) -> dict[str, Any]:
    return {"id": id, "version": 1, "name": name and {"value": name}, "records": [], "summary": {"events": events}}


def _effect(*changes: tuple[str, str, list[str], list[str]], contradictions: Any = ()) -> dict[str, Any]:
    return {
        "profiles": [_profile(_ANN, "Ann Lee", 5), _profile(_OTHER, None, 212)],
        "changes": [dict(zip(("kind", "profile", "others", "records"), each, strict=True)) for each in changes],
        "contradictions": list(contradictions),
    }


def test_merge_names_who_stays_and_what_moves() -> None:
    merged = ("MERGED", _ANN, [_OTHER], ["crm:1", "crm:2", "crm:3"])

    assert effect_sentences(_effect(merged, ("JUDGED", _ANN, [], []))) == [
        "Keep Ann Lee (…00000000aaaa).",
        "a customer without a name (…00000000bbbb) becomes a former id that leads there.",
        "3 records and 212 events move.",
    ]


def test_split_names_the_records_that_leave() -> None:
    assert effect_sentences(_effect(("SPLIT", _ANN, [_NEW], ["crm:7"]), ("CREATED", _NEW, [], []))) == [
        "1 record leaves Ann Lee (…00000000aaaa) for a customer of its own, with all events: crm:7."
    ]
    (several,) = effect_sentences(_effect(("SPLIT", _ANN, [_NEW, "x"], [f"crm:{n}" for n in range(7)])))
    assert several.startswith("7 records leave Ann Lee (…00000000aaaa) for customers of their own")
    assert several.endswith(": crm:0, crm:1, crm:2, crm:3, crm:4 and 2 more.")


def test_locks_judgements_and_nothing() -> None:
    assert effect_sentences(_effect(("LOCKED", _ANN, [], []))) == [
        "No record joins or leaves Ann Lee (…00000000aaaa) until somebody unlocks it."
    ]
    assert effect_sentences(_effect(("JUDGED", _ANN, [], []), ("JUDGED", _OTHER, [], []))) == [
        "No record moves. What you say is kept, and counts from now on."
    ]
    assert effect_sentences(_effect()) == ["Nothing would change: it is so already."]


def test_contradictions_are_told_with_both_values() -> None:
    differing = {"kind": "BIRTH_DATES", "leftValue": "1947", "rightValue": "1970", "more": 0}
    assert contradiction_sentences(_effect(contradictions=[differing])) == [
        ("BIRTH_DATES", "Their birth dates differ: 1947, 1970.")
    ]
    assert contradiction_sentences(_effect(contradictions=[differing | {"more": 3}])) == [
        ("BIRTH_DATES", "Their birth dates differ: 1947, 1970; and so it is of 3 more pairs of records.")
    ]
