"""Segments as they are declared: every word, what it becomes in words, and what is refused with one sentence."""

from pathlib import Path

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.segments import condition_from, packaged_segments, segments_with_own


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("did: {families: [order], at_least: 3}", "order 3 times or more"),
        ("did: {kinds: [order], at_least: 2, at_most: 4, days: 30}", "order 2 to 4 times in the last 30 days"),
        ("did: {families: [cart], channels: [web, app], sources: [shop]}", "cart (app, web, of the source shop)"),
        ("did: {stages: [after], since: 2026-01-01, until: 2026-06-30}", "after from 2026-01-01 to 2026-06-30"),
        ("first: {families: [order], days: 30}", "the first order in the last 30 days"),
        ("regularly: {families: [order], every_days: 30, times: 3}", "order in each of the last 3 times 30 days"),
        (
            "after_break: {families: [order], break_days: 180, days: 30}",
            "order after a break of 180 days or more in the last 30 days",
        ),
        (
            "stopped: {families: [order], at_least: 3, days: 90}",
            "(order 3 times or more; and not: order in the last 90 days)",
        ),
        (
            "sequence: {steps: [{families: [cart]}, {families: [order]}], within_days: 2}",
            "cart, then order within 2 days",
        ),
        ("spent: {currency: EUR, at_least_minor: 50000}", "spent at least 50000 minor units of EUR"),
        ("attribute: {name: country, values: [DE, at]}", "country is at or de"),
        ("attribute: {name: birth_date}", "birth date is known"),
        ("consent: {purpose: marketing, channel: email}", "consent to marketing by email granted"),
        ("consent: {purpose: marketing, status: withdrawn}", "consent to marketing withdrawn"),
        (
            "any: [{did: {kinds: [call]}}, {not: {did: {kinds: [chat]}}}]",
            "(call; or not: chat)",
        ),
    ],
)
def test_condition_in_words(who: str, words: str) -> None:
    assert str(condition_from(f"who: {{{who}}}", "who")) == words


def test_json_is_read_too() -> None:
    assert str(condition_from('{"who": {"did": {"kinds": ["order"], "since": "2026-01-01"}}}', "who")) == (
        "order from 2026-01-01"
    )


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("{did: {kinds: [order], days: 0}}", "who.did.days: expected a whole number from 1 on"),
        ("{did: {}}", "expected kinds, families, touchpoints or stages"),
        ("{did: {kinds: [a], days: 3, since: 2026-01-01}}", "expected days, or since and until, and not both"),
        ("{did: {kinds: [a], since: 2026-02-01, until: 2026-01-01}}", "until is before since"),
        ("{did: {kinds: [a], at_least: 3, at_most: 2}}", "at_most is less than at_least"),
        ("{did: {touchpoints: [nowhere]}}", "there is no touchpoint nowhere"),
        ("{first: {kinds: [a]}}", "expected days, or since and until: when the first one was"),
        ("{spent: {currency: EUR}}", "expected at_least_minor, at_most_minor or both"),
        ("{did: {kinds: [a]}, spent: {currency: EUR, at_least_minor: 1}}", "expected exactly one of all, any, not"),
        ("{}", "expected exactly one of all, any, not"),
        ("{dit: {kinds: [a]}}", "dit"),
        ("{sequence: {steps: [{kinds: [a]}], within_days: 1}}", "who.sequence.steps"),
        ("{did: {kinds: [a], since: yesterday}}", "who.did.since"),
    ],
)
def test_refused_in_one_sentence(who: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=r"^the condition, line 1: ") as refused:
        condition_from(f"who: {who}", "the condition")
    assert says in str(refused.value)


def test_too_deep_and_too_long_ones_are_refused() -> None:
    deep = "who: " + "{not: " * 3_000 + "{did: {kinds: [a]}}" + "}" * 3_000
    with pytest.raises(InvalidInput, match="longer than"):
        condition_from(deep, "who")
    with pytest.raises(InvalidInput, match="not YAML"):
        condition_from("who: " + "{not: " * 500 + "{did: {kinds: [a]}}" + "}" * 500, "who")


def test_own_file_adds_to_the_packaged_ones_and_takes_the_place_of_a_name(tmp_path: Path) -> None:
    own = tmp_path / "segments.yaml"
    own.write_text(
        "segments:\n"
        "  left_cart: {title: Ours, why: other rules, who: {did: {kinds: [cart_add]}}}\n"
        "  callers: {title: Callers, why: they call, who: {did: {families: [call]}}}\n"
    )
    segments = segments_with_own(own)
    assert segments.keys() == {*packaged_segments(), "callers"}
    assert segments["left_cart"].title == "Ours"
    own.write_text("segments:\n  Left Cart: {title: a, why: b, who: {did: {kinds: [a]}}}\n")
    with pytest.raises(InvalidInput, match=r"PROFILE_SEGMENTS: .*segments.yaml, line 2"):
        segments_with_own(own)
    with pytest.raises(InvalidInput, match="cannot be read"):
        segments_with_own(tmp_path / "none.yaml")
