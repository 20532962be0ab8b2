"""Identity rules: defaults, junk, and rules in another process."""

import pickle
import re

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.rules import Rules, SurvivorshipRule, TypeRule
from profile_service.domain.values.identifiers import Identifier

_TILL = Identifier("email", "till@shop.org")
_PLAIN = Rules({}, TypeRule(1))
_AT = "2026-01-01T09:00:00.000000Z"


def test_rules_survive_pickling() -> None:
    rules = Rules({}, TypeRule(1), blocked_values={"email": frozenset({"till@shop.org"})})
    assert rules.is_junk(_TILL)
    restored = pickle.loads(pickle.dumps(rules))
    assert restored == rules
    assert restored.is_junk(_TILL)
    assert not restored.is_junk(Identifier("email", "ann@shop.org"))


def test_defaults_of_rules_and_judgements() -> None:
    rule, rules = TypeRule(7), _PLAIN
    assert (rule.limit, rule.joins, rule.reissued) == (5, True, False)
    assert (rule.dotless, rule.plus, rule.ignores_case, rule.ignores_punctuation) == (
        frozenset(),
        frozenset(),
        False,
        False,
    )
    assert (rules.hub_cap, rules.names_contradict, rules.birth_dates_contradict, rules.single_valued_types) == (
        20,
        True,
        True,
        (),
    )
    assert rules.survivorship_rule("name") == SurvivorshipRule(("most_recent",), ())
    judgement = Judgement("j", Verdict.SAME, "a", "b", "ada", "", _AT)
    assert (judgement.score, judgement.active, judgement.undone) == (1.0, True, False)


def test_type_rule_holds_for_canonical_form() -> None:
    rules = Rules({"email": TypeRule(3)}, TypeRule(2))
    assert [rules.type_rule(type).priority for type in ("email", "email_folded", "phone", "phone_folded")] == [
        3,
        3,
        2,
        2,
    ]


def test_junk_by_type_and_by_any() -> None:
    rules = Rules(
        {"device_id": TypeRule(9, joins=False)},
        TypeRule(1),
        blocked={"badge": re.compile("x{3,}", re.I), "*": re.compile("q+")},
        blocked_values={"badge": frozenset({"guest"}), "*": frozenset({"none given"})},
    )
    junk = ["badge:XXX", "badge_folded:xxxx", "badge:Guest", "card:qq", "card:None Given", "card_folded:n/a"]
    assert [key for key in junk if not rules.is_junk(Identifier(*key.split(":")))] == []
    no_junk = ["badge:xx", "badge:xxxy", "card:xxx", "card:guest", "device_id:7"]
    assert [key for key in no_junk if rules.is_junk(Identifier(*key.split(":")))] == []
    joining = [key for key in (*junk, *no_junk) if rules.joins(Identifier(*key.split(":")))]
    assert joining == no_junk[:-1]
