"""Which judgements hold, where some decisions count as never made."""

from dataclasses import replace

import pytest

from profile_service.domain.resolution.judgements import Judgement, Verdict, judgements_in_effect

_FIRST = Judgement("1~a", Verdict.SAME, "a", "b", "ivo", "", "2026-01", decision="d1", retracted_in=("d2",))
_SECOND = Judgement("2~a", Verdict.NOT_SAME, "a", "b", "ivo", "", "2026-02", decision="d2")
_RETRACTED = replace(_SECOND, retracted_in=("d3",))
_SOURCE = Judgement("3~a", Verdict.SAME, "a", "b", "source:erp", "", "2026-03")
_MERGED = Judgement("4~a", Verdict.SAME, "a", "c", "ivo", "", "2026-04", decision="d4", stands_on=("d1",))


@pytest.mark.parametrize(
    ("judgements", "undone", "expected"),
    [
        ([_FIRST, _SECOND], "", {"2~a"}),
        ([_FIRST, _SECOND], "d2", {"1~a"}),
        ([_FIRST, _SECOND], "d1", {"2~a"}),
        ([_FIRST, _SECOND], "d1 d2", set()),
        ([_FIRST, _RETRACTED], "", set()),
        ([_FIRST, _RETRACTED], "d2", {"1~a"}),
        ([_FIRST, _RETRACTED], "d3", {"2~a"}),
        ([_SECOND, _SOURCE], "", {"2~a"}),
        ([_SECOND, _SOURCE], "d2", {"3~a"}),
        ([_SECOND, replace(_SOURCE, undone=True)], "d2", set()),
        ([replace(_SOURCE, retracted_at="2026-04")], "", set()),
        ([_SECOND, _MERGED], "", {"2~a", "4~a"}),
        ([_SECOND, _MERGED], "d1", {"2~a"}),
    ],
)
def test_the_latest_that_is_stated_holds(judgements: list[Judgement], undone: str, expected: set[str]) -> None:
    assert judgements_in_effect(judgements, undone.split()) == expected
    assert judgements_in_effect(reversed(judgements), undone.split()) == expected
