"""Identity rules as values: which identifiers are junk, and rules handed to another process."""

import pickle

from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

_TILL = Identifier("email", "till@shop.org")


def test_rules_can_be_handed_to_another_process() -> None:
    rules = Rules({}, TypeRule(1), blocked_values={"email": frozenset({"till@shop.org"})})
    assert rules.is_junk(_TILL)
    handed_over = pickle.loads(pickle.dumps(rules))
    assert handed_over == rules
    assert handed_over.is_junk(_TILL)
    assert not handed_over.is_junk(Identifier("email", "ann@shop.org"))
