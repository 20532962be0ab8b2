"""What a record's source and stewards state of its claims, and what follows where a decision is left out."""

import pytest

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.stewardship.claim_statements import ClaimMoves, StatedClaims
from profile_service.domain.stewardship.decisions import ClaimMove, ClaimStatement
from profile_service.domain.values.identifiers import Identifier

_MAIL = Identifier("email", "ivo@post.example")
_RULES = Rules({"card": TypeRule(1, ignores_case=True)}, TypeRule(2))
_OWN = Claim("erp:1", _MAIL, "2026-01-01", "2026-01-02")
_GIVEN = _OWN._replace(given_by="ben")
_TAKEN = _OWN._replace(disowned_at="2026-03-01")


def _stated(*moves: tuple[str, ClaimMove], of: Identifier = _MAIL) -> list[ClaimStatement]:
    return [ClaimStatement(id, of, move, "2026-01-01", "2026-01-02", "ben", "2026-03-01") for id, move in moves]


def _moves(held: list[Claim], statements: list[ClaimStatement], undone: str = "", of: Identifier = _MAIL) -> ClaimMoves:
    moves = ClaimMoves()
    StatedClaims("erp:1", {claim.identifier: claim for claim in held}, statements).moves({of}, undone, _RULES, moves)
    return moves


_T, _W, _G = ClaimMove.TAKEN, ClaimMove.WITHDRAWN, ClaimMove.GIVEN


@pytest.mark.parametrize(
    ("held", "statements", "undone", "expected"),
    [
        ([_TAKEN], [("a", _T)], "a", ClaimMoves(returned=[_TAKEN])),
        ([_TAKEN], [("a", _T)], "", ClaimMoves()),
        ([_OWN], [("a", _T)], "", ClaimMoves(disowned=[_OWN])),
        ([_OWN], [("a", _T), ("b", _G)], "b", ClaimMoves(disowned=[_OWN])),
        ([_TAKEN], [("a", _T), ("b", _T)], "a", ClaimMoves()),
        ([_GIVEN], [("a", _G)], "a", ClaimMoves(deleted=[_GIVEN])),
        ([], [("a", _G)], "", ClaimMoves(created=[_GIVEN])),
        ([], [("a", _G), ("b", _W)], "b", ClaimMoves(created=[_GIVEN])),
        ([], [("a", _G), ("b", _W)], "a", ClaimMoves()),
        ([_OWN], [("a", _G)], "a", ClaimMoves()),
        ([_OWN], [("a", _G), ("b", _W)], "a", ClaimMoves()),
    ],
)
def test_the_latest_statement_that_holds_decides(
    held: list[Claim], statements: list[tuple[str, ClaimMove]], undone: str, expected: ClaimMoves
) -> None:
    assert _moves(held, _stated(*statements), undone) == expected


def test_canonical_form_follows_its_spellings() -> None:
    upper, lower, form = Identifier("card", "K1"), Identifier("card", "k1"), Identifier("card_folded", "k1")
    one = Claim("erp:1", upper, "2026-01-01", "2026-01-02", disowned_at="2026-03-01")
    derived = one._replace(identifier=form)
    other = Claim("erp:1", lower, "2026-01-01", "2026-01-02")

    assert _moves([one, derived], _stated(("a", _T), of=upper), "a", upper) == ClaimMoves(returned=[one, derived])
    kept = derived._replace(disowned_at=None)
    assert _moves([one, other, kept], _stated(("a", _T), of=upper), "a", upper) == ClaimMoves(returned=[one])
    given = one._replace(disowned_at=None, given_by="ben")
    theirs = given._replace(identifier=form)
    assert _moves([given, theirs], _stated(("a", _G), of=upper), "a", upper) == ClaimMoves(deleted=[given, theirs])
