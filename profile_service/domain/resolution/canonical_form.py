"""Canonical form of identifiers: one spelling for all that the issuer of the identifier treats as one."""

from collections import defaultdict
from collections.abc import Iterable

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import CANONICAL, Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

# One mail system under two domains: an address at the one is also an address at the other.
_SAME_SYSTEM = {"googlemail.com": "gmail.com"}


def canonical(identifier: Identifier, rules: Rules) -> Identifier | None:
    """The identifier of the type `<type>_folded` in canonical form; None where it has none by the rules.

    A value that is in canonical form already gets one too, for otherwise it would share no identifier with its other
    spellings. Junk gets none, for it would join records under the other type.
    """
    value = _canonical_value(identifier, rules)
    return Identifier(identifier.type + CANONICAL, value) if value and not rules.is_junk(identifier) else None


def with_canonical(identifiers: Iterable[Identifier], rules: Rules) -> frozenset[Identifier]:
    """The identifiers and their canonical forms."""
    stated = frozenset(identifiers)
    return stated | {derived for identifier in stated if (derived := canonical(identifier, rules))}


def stated_spelling(key: str, stated: Iterable[Identifier], rules: Rules) -> str:
    """Of the key of an identifier in canonical form that of the first stated one with this form, or else the key under
    its own type; any other key as it is."""
    type, _, value = key.partition(":")
    if not type.endswith(CANONICAL):
        return key
    spellings = (each.key for each in stated if (form := canonical(each, rules)) and form.key == key)
    return next(spellings, f"{type.removesuffix(CANONICAL)}:{value}")


def canonical_claims_of(stored: Iterable[Claim], rules: Rules) -> dict[tuple[str, Identifier], Claim]:
    """The claims that the rules derive from the stored ones, by record and identifier. One that several spellings lead
    to is seen as long as any of them; it is disowned, a steward's or a former one only where they all are."""
    spellings: dict[tuple[str, Identifier], list[Claim]] = defaultdict(list)
    for claim in stored:
        if derived := canonical(claim.identifier, rules):
            spellings[claim.record, derived].append(claim)
    return {(record, derived): _canonical_claim(derived, same) for (record, derived), same in spellings.items()}


def _canonical_claim(derived: Identifier, spellings: list[Claim]) -> Claim:
    owned = [claim for claim in spellings if not claim.is_disowned] or spellings
    model = min(owned, key=lambda claim: (claim.is_former, claim.given_by is not None, claim.identifier))
    ends = [claim.stated_until for claim in owned if claim.stated_until is not None]
    return model._replace(
        identifier=derived,
        stated_until=max(ends) if len(ends) == len(owned) else None,
        stated_before=None,
        first_seen=min(claim.first_seen for claim in spellings),
        last_seen=max(claim.last_seen for claim in spellings),
    )


def distinct_value(identifier: Identifier, rules: Rules) -> str:
    """The value by which distinct values are counted: two spellings of one value count once."""
    return _canonical_value(identifier, rules) or identifier.value


def _canonical_value(identifier: Identifier, rules: Rules) -> str:
    """The canonical spelling; empty where the rules have none."""
    rule = rules.canonical_rule(identifier.type)
    if rule is None:
        return ""
    return _email(identifier.value, rule) if identifier.type == "email" else _canonical_text(identifier.value, rule)


def _email(value: str, rule: TypeRule) -> str:
    local, _, domain = value.rpartition("@")
    dotless, plus = _covers(rule.dotless, domain), _covers(rule.plus, domain)
    if not (dotless or plus):
        return ""
    if plus:
        local = local.partition("+")[0] or local
    if dotless:
        local = local.replace(".", "") or local
    same = _SAME_SYSTEM.get(domain, domain)
    return f"{local}@{same if _covers(rule.dotless | rule.plus, same) else domain}"


def _covers(domains: frozenset[str], domain: str) -> bool:
    return "*" in domains or domain in domains


def _canonical_text(value: str, rule: TypeRule) -> str:
    """The text without ignored case and punctuation; empty where nothing would be left."""
    text = value.casefold() if rule.ignores_case else value
    return "".join(c for c in text if c.isalnum()) if rule.ignores_punctuation else text
