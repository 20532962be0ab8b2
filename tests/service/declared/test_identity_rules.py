"""The rules' file: what the packaged one says, what is refused and how, and that its page is true."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from profile_service.domain.resolution.rules import Criterion, Rules, SurvivorshipRule, TypeRule
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.schema_data import schema_path
from profile_service.service.declared.identity_rules import digest, packaged_rules, rules_from, rules_text
from tests.sources import ROOT

PAGE = (ROOT / "docs" / "identity-rules.md").read_text(encoding="utf-8")
WHOLE = """\
types:
  other: {priority: 1}
hub_cap: 20
contradictions: {given_names: true, birth_dates: true, differ: []}
blocked: {}
golden:
  default: {by: [most_recent]}
"""


_NO_TAG = (
    "not YAML at line 3 (could not determine a constructor for the tag"
    " 'tag:yaml.org,2002:python/object/apply:os.getcwd'); mend it there"
)


def _with(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


def _types(line: str) -> str:
    return _with("  other:", f"  {line}\n  other:")


def _blocked(line: str) -> str:
    return _with("blocked: {}", f"blocked: {line}")


def _golden(line: str) -> str:
    return _with("  default:", f"  {line}\n  default:")


def _pages() -> dict[str, dict[str, Any]]:
    """Each example of the page by its first word."""
    examples = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
    return {next(iter(example)): example for example in examples}


def _documented(*words: str) -> Rules:
    """The smallest file with examples of the page put in."""
    content = yaml.safe_load(WHOLE)
    for word in words:
        content |= _pages()[word]
    return rules_from(yaml.safe_dump(content), "page")


def test_smallest_file_says_the_least() -> None:
    other = TypeRule(priority=1)
    assert rules_from(WHOLE, "f") == Rules(types={}, other=other)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty, or no names with their rules below them"),
        ("- a", "empty, or no names with their rules below them"),
        ("a: [", "not YAML at line 2 (did not find expected node content); mend it there"),
        ("a: 1\nb: 2\na: 3", "not YAML at line 3 (a stands twice); mend it there"),
        (_types("phone: {priority: 1, priority: 2}"), "not YAML at line 2 (priority stands twice); mend it there"),
        ("? [a]\n: b", "not YAML at line 1 (found unhashable key); mend it there"),
        ("[" * 5000, "not YAML; mend it there"),
        (_with("20", "!!int x"), "not YAML; mend it there"),
        (_with("20", "!!bool x"), "not YAML; mend it there"),
        (_with("20", "!!timestamp x"), "not YAML; mend it there"),
        (_with("20", "!!python/object/apply:os.getcwd []"), _NO_TAG),
        (_with("20", "&a [*a]"), "hub_cap: expected a whole number from 1 on"),
        (_with("hub_cap: 20\n", ""), "hub_cap is missing; add it"),
        (_with("hub_cap: 20", "hub_cap: 0"), "hub_cap: expected a whole number from 1 on"),
        (_with("hub_cap: 20", "hub_cap: 20.5"), "hub_cap: expected a whole number from 1 on"),
        (_with("hub_cap: 20", "hub_cap: 1:30"), "hub_cap: expected a whole number from 1 on"),
        (_with("hub_cap: 20", "hub_cap: 024"), "hub_cap: expected a whole number from 1 on"),
        (
            _with("hub_cap:", "hubs: 3\nhub_cap:"),
            "hubs is not a word of the rules; remove it, or see docs/identity-rules.md for the right one",
        ),
        (
            _types("phone: {limits: 3}"),
            "types.phone.limits is not a word of the rules; remove it, or see docs/identity-rules.md for the right one",
        ),
        (_types("phone: {limit: 0}"), "types.phone.limit: expected a whole number from 1 on"),
        (_types("phone: {limit: true}"), "types.phone.limit: expected a whole number from 1 on"),
        (_types("phone: {priority: -1}"), "types.phone.priority: expected a whole number from 1 on"),
        (_types("phone: {joins: no}"), "types.phone.joins: expected true or false"),
        (_types("phone: 4"), "types.phone: expected names with their rules below it"),
        (
            _types("Phone: {priority: 4}"),
            "types.Phone: expected a type in lower-case letters, digits and _, and without _folded at its end",
        ),
        (
            _types("email_folded: {priority: 4}"),
            "types.email_folded: expected a type in lower-case letters, digits and _, and without _folded at its end",
        ),
        (_types("7: {priority: 4}"), "types[7]: expected text; put it in quotes"),
        (
            _types("email: {plus: [Gmail.com]}"),
            'types.email.plus[0]: expected a lower-case domain such as gmail.com, or "*" for all',
        ),
        (_types("email: {dotless: gmail.com}"), "types.email.dotless: expected a list such as [a, b]"),
        (
            _types("phone: {dotless: [gmail.com]}"),
            "types.phone.dotless: only the type email has domains; remove it",
        ),
        (
            _types("email: {ignore: [case]}"),
            "types.email.ignore: case and punctuation never count in this type; remove it",
        ),
        (_types("user_id: {ignore: [dots]}"), "types.user_id.ignore[0]: expected one of 'case' or 'punctuation'"),
        (
            _with("  other: {priority: 1}", "  phone: {priority: 1}"),
            "types.other.priority is missing; add it: it counts for every type that is not named",
        ),
        (_with(", differ: []", ""), "contradictions.differ is missing; add it"),
        (_with("given_names: true", "given_names: yes"), "contradictions.given_names: expected true or false"),
        (_with("blocked: {}", "blocked:"), "blocked: expected names with their rules below it"),
        (_blocked("{any: {values: [4711]}}"), "blocked.any.values[0]: expected text; put it in quotes"),
        (_blocked("{any: {values: ['']}}"), "blocked.any.values[0]: expected text; it is empty"),
        (
            _blocked("{phone: {values: ['1', 01 42 68 53 00]}}"),
            ("blocked.phone.values[0]: the phone is no number, or a national one without a country; mend or remove it"),
        ),
        (
            _blocked("{email: {patterns: [a, '(']}}"),
            "blocked.email.patterns[1]: not a regular expression (missing ), unterminated subpattern at position 0)",
        ),
        (
            _blocked(r"{phone: {patterns: ['(\d)\1+']}}"),
            r"blocked.phone.patterns[0]: refer to a group by its name, as in (?P<digit>\d)(?P=digit)+",
        ),
        (
            _blocked("{any: {patterns: ['(?P<a>x)', '(?P<a>y)']}}"),
            (
                "blocked.any.patterns: they do not go together"
                " (redefinition of group name 'a' as group 2; was group 1 at position 20)"
            ),
        ),
        (
            _golden("city: {by: [newest]}"),
            (
                "golden.city.by[0]: expected one of 'most_recent', 'source_priority', 'most_frequent',"
                " 'most_complete', 'verified', 'spelled_out' or 'proper_case'"
            ),
        ),
        (_golden("city: {by: []}"), "golden.city.by: expected at least one"),
        (_golden("city: {by: most_recent}"), "golden.city.by: expected a list such as [a, b]"),
        (
            _golden("city: {by: [verified, verified]}"),
            "golden.city: a criterion or a source stands twice; keep the first",
        ),
        (
            _golden("city: {by: [source_priority]}"),
            "golden.city: source_priority and sources go together; add the other, or remove this one",
        ),
        (
            _golden("city: {by: [verified], sources: [crm]}"),
            "golden.city: source_priority and sources go together; add the other, or remove this one",
        ),
        (
            _with("  default:", "  city:"),
            "golden.default is missing; add it: it counts for every attribute that is not named",
        ),
    ],
)
def test_wrong_rules_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        rules_from(text, "identity.yaml")
    assert str(caught.value) == f"identity.yaml: {sentence}"


@pytest.mark.parametrize("text", ["a: " + "[" * 200_000, "a:\n " + "- " * 200_000, "a: " + "{b: " * 200_000])
def test_rules_that_are_nested_without_end_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"identity\.yaml: not YAML"):
        rules_from(text, "identity.yaml")


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.yaml: there is no such file of identity rules; check the path"):
        rules_text(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"\xe9")
    for name in ("latin.yaml", "."):
        with pytest.raises(InvalidInput, match="cannot be read; they must be a UTF-8 text file"):
            rules_text(tmp_path / name)


def test_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(WHOLE, encoding="utf-8-sig")
    assert rules_text(tmp_path / "bom.yaml") == WHOLE


def test_equal_rules_have_equal_digests() -> None:
    assert digest(WHOLE) == digest("# mine\r\n" + WHOLE.replace("{priority: 1}", "{limit: 5, priority: 1}"))
    assert digest(WHOLE) != digest(_with("20", "21"))
    with pytest.raises(InvalidInput, match="the identity rules: empty"):
        digest("")


def test_packaged_rules_are_the_agreed_ones() -> None:
    rules = packaged_rules()
    assert rules is packaged_rules()
    assert {name: (each.priority, each.limit) for name, each in rules.types.items() if each.joins} == {
        "user_id": (1, 1),
        "loyalty_id": (2, 5),
        "email": (3, 5),
        "phone": (4, 5),
    }
    assert (rules.other.priority, rules.other.limit, rules.hub_cap) == (2, 5, 20)
    weak = {name for name, each in rules.types.items() if not each.joins}
    assert weak == {"device_id", "anonymous_id", "session_id", "cookie_id", "ip_address"}
    assert {name for name, each in rules.types.items() if each.reissued} == {"phone"}
    assert {name for name, each in rules.types.items() if each.ignores_case and each.ignores_punctuation} == {
        "loyalty_id"
    }
    assert rules.types["email"] == TypeRule(priority=3)
    assert (rules.names_contradict, rules.birth_dates_contradict, rules.single_valued_types) == (
        True,
        True,
        ("user_id",),
    )
    assert rules.survivorship["birth_date"] == SurvivorshipRule(("most_frequent", "most_recent"))
    assert rules.survivorship["email"] == SurvivorshipRule(("verified", "most_recent"))
    name = rules.survivorship["name"]
    assert name.by == ("spelled_out", "proper_case", "source_priority", "most_recent")
    assert name.sources[:3] == ("salesforce", "hubspot", "shopify")
    assert rules.survivorship["given_name"] == rules.survivorship["family_name"] == name
    assert set(rules.survivorship) == {"birth_date", "email", "name", "given_name", "family_name"}
    assert rules.default_survivorship == SurvivorshipRule(("most_recent",))


def test_comments_of_the_packaged_rules_are_rules() -> None:
    """What is switched off in a comment can be switched on by taking the # away."""
    text = schema_path("identity.yaml").read_text(encoding="utf-8")
    switched_on, count = re.subn(r"# ((- '|\w+: [\[{]).*)", r"\1", text)
    rules = rules_from(switched_on, "identity.yaml")
    assert count == 6
    assert rules.types["email"].dotless == {"gmail.com", "googlemail.com"}
    assert rules.is_junk(identifier("email", "ann@mail.example.com"))


@pytest.mark.parametrize(
    ("type", "junk", "fit"),
    [
        (
            "email",
            "No-Email@x.org noemail2@x.org nomail@x.org do_not_reply@x.org guest@x.org ann@nowhere.invalid asdff@x.org",
            "ann@shop.org nomailer@x.org guestly@x.org dumas@x.org invalid.ann@x.org ann@invalid.org noe.mailer@x.org",
        ),
        ("phone", "+33123456789 +61234567890", "+14155552671 +33142685300"),
        ("loyalty_id", "999999 XXX *** [redacted] <none> {{customer.id}} Guest", "HH4711 99999 12345 x1 Gustav"),
        ("user_id", "NaN deleted ??? n/a", "111111 u-1 nanette"),
    ],
)
def test_packaged_rules_tell_junk(type: str, junk: str, fit: str) -> None:
    rules = packaged_rules()
    assert [value for value in junk.split() if not rules.is_junk(identifier(type, value))] == []
    assert [value for value in fit.split() if rules.is_junk(identifier(type, value))] == []


def test_page_shows_types() -> None:
    rules = _documented("types")
    assert rules.type_rule("email") == TypeRule(
        3,
        dotless=frozenset({"gmail.com", "googlemail.com"}),
        plus=frozenset({"*"}),
    )
    assert rules.type_rule("loyalty_id") == TypeRule(2, ignores_case=True, ignores_punctuation=True)
    assert rules.type_rule("household_id") == TypeRule(2, joins=False)
    assert not rules.joins(identifier("household_id", "7"))
    assert rules.type_rule("shopify_customer_id").priority == 2


def test_page_shows_contradictions_and_hubs() -> None:
    rules = _documented("contradictions", "hub_cap")
    assert (rules.single_valued_types, rules.names_contradict, rules.birth_dates_contradict) == (
        ("user_id", "tax_number"),
        True,
        True,
    )
    assert rules.hub_cap == 20


def test_page_shows_junk() -> None:
    rules = _documented("blocked")
    junk = [("user_id", "Guest"), ("user_id", "XXXX"), ("email", "Till@shop.example"), ("email", "aaaa@shop.org")]
    fit = [("user_id", "till@shop.example"), ("email", "anna@shop.org"), ("phone", "+33142685301")]
    assert all(rules.is_junk(identifier(*each)) for each in [*junk, ("phone", "+33142685300")])
    assert not any(rules.is_junk(identifier(*each)) for each in fit)


def test_page_shows_words_for_nobody() -> None:
    rules = _documented("nobody")
    assert rules.nobody == {"laufkundschaft", "cliente mostrador"}
    assert rules.is_junk(identifier("user_id", "LAUFKUNDSCHAFT"))
    assert not rules.is_junk(identifier("user_id", "laufkunde"))


def test_page_shows_golden_values() -> None:
    rules = _documented("golden")
    assert rules.survivorship_rule("city") == SurvivorshipRule(("most_recent",))
    assert rules.survivorship_rule("birth_date") == SurvivorshipRule(("most_frequent", "most_recent"))
    assert rules.survivorship_rule("email") == SurvivorshipRule(("verified", "most_recent"))
    assert rules.survivorship_rule("name") == SurvivorshipRule(
        ("spelled_out", "proper_case", "source_priority", "most_recent"), ("salesforce", "hubspot", "shopify")
    )


def test_page_names_every_word() -> None:
    words = {
        word
        for declared in (yaml.safe_load(rules_text(schema_path("identity.yaml"))),)
        for section in declared.values()
        if isinstance(section, dict)
        for word in section
    }
    weak = {"device_id", "anonymous_id", "session_id", "cookie_id", "ip_address"}
    assert [word for word in sorted(words - weak) if word not in PAGE] == []
    assert set(_pages()) == {"types", "hub_cap", "contradictions", "blocked", "nobody", "golden"}


def test_every_criterion_is_on_the_page() -> None:
    from_page = re.findall(r"^\| `(\w+)` \| (?:the|that|one) ", PAGE, re.MULTILINE)
    assert from_page == [*get_args(Criterion)]


def test_folded_identifier_follows_its_type() -> None:
    rules = packaged_rules()
    assert rules.type_rule("device_id_folded") == rules.type_rule("device_id")
    assert rules.is_junk(identifier("email_folded", "noreply@shop.org"))
    assert rules.is_junk(identifier("loyalty_id_folded", "999999"))
