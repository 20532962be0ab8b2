"""A rule of next actions with an error is refused by its line, before anything is served."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.actions import actions, actions_from

_FILE = """\
actions:
  greet:
    when: {open_thread: {kind: [form, cart], days: {at_most: 3}}}
    if:
      - {not: {sentiment: {mood: negative}}}
      - order: {late: false}
    then: "Greet, and speak of {topic}"
    why: they are here
    purpose: service
    weight: 50
    not_more_often_than: {days: 1}
    expires: {hours: 2}
"""


def test_rule_is_read_whole() -> None:
    (rule,) = actions_from(_FILE, "own.yaml")
    assert (rule.name, rule.when.fact, [c.negated for c in rule.only_if]) == ("greet", "open_thread", [True, False])
    assert (rule.weight, rule.cool_down_days, rule.expires_hours, rule.needs_consent, rule.channel) == (
        50,
        1,
        2,
        False,
        None,
    )
    assert rule.insights == {"openThreads", "sentiment", "orders"}


def test_default_rules_want_consent_for_all_but_service() -> None:
    assert len(actions()) == 18
    assert [rule.name for rule in actions() if rule.needs_consent == (rule.purpose == "service")] == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "refusal"),
    [
        ("open_thread:", "open_threat:", 3, "when: there is no fact open_threat; choose one of better_channel"),
        ("[form, cart]", "[form, chart]", 3, "when: open_thread.kind: expected one of ticket, message, cart"),
        ("days: {at_most: 3}", "days: 3", 3, "when: open_thread.days: expected bounds, such as {at_least: 2}"),
        ("{at_most: 3}", "{at_most: few}", 3, "when: open_thread.days: expected numbers as bounds"),
        ("days: {at_most: 3}", "age: {at_most: 3}", 3, "when: open_thread has no field age; choose one of channel"),
        ("mood: negative", "mood: angry", 5, "if[0]: sentiment.mood: expected one of negative, neutral, positive"),
        ("late: false", "late: perhaps", 6, "if[1]: order.late: expected true or false"),
        ("- order: {late: false}", "- order", 6, "if[1]: expected a fact with its tests"),
        ("when: {open_thread: ", "when: {not: {open_thread: {}}}  # ", 3, "when: an occasion must be there"),
        ("{topic}", "{customer}", 7, "then: open_thread has no field customer; quote one of channel"),
        ("{topic}", "{topic.__class__}", 7, "then: open_thread has no field topic.__class__"),
        ("{topic}", "{topic:{kind}}", 7, "then: open_thread has no field topic:{kind}"),
        ("{topic}", "{topic", 7, "then: a brace stands alone"),
        ("weight: 50", "weight: 500", 10, "weight: Input should be less than or equal to 100"),
        ("    why: they are here\n", "", 2, "why is missing; add it"),
        ("expires: {hours: 2}", "expires: {}", 12, "expires: expected hours, days or both"),
        ("weight: 50", "weight: 50\n    wait: 3", 11, "wait is not a word of the rules"),
    ],
)
def test_rule_with_an_error_is_refused_by_its_line(right: str, wrong: str, line: int, refusal: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions_from(_FILE.replace(right, wrong), "own.yaml")
    message = str(refused.value).replace("actions.greet: ", "actions.greet.")
    assert message.startswith(f"own.yaml, line {line}: actions.greet.{refusal}")
