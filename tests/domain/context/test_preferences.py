"""How the customer likes to deal with us, and what they are likely to do next."""

import pytest

from profile_service.domain.context.next_step import CandidateStep, next_step, probabilities
from profile_service.domain.context.preferences import preferences
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event
from tests.rig.open_matters import MUG, TEA, at, bought, did, history


def test_behaviour_is_told_with_its_share() -> None:
    events = [
        did("a", "wishlist", "2026-03-02 19:10", MUG, channel="app", device="mobile"),
        did("b", "review", "2026-03-09 20:00", MUG, channel="app", device="mobile", language="en"),
        did("c", "page_view", "2026-03-16 18:30", channel="web", device="desktop"),
        did("d", "campaign", "2026-03-17", channel="mail"),
        did("e", "wishlist", "2026-03-23 00:00", channel="app"),
    ]
    preferred = preferences(history("2026-03-24", *events))
    assert preferred.channel
    assert (preferred.channel.value, preferred.channel.share, preferred.channel.of) == ("app", 0.75, 4)
    assert preferred.channel.reason == "3 of the latest 4 through app"
    assert preferred.channel.evidence == ("e", "b", "a")
    assert preferred.hours
    assert (preferred.hours.value, preferred.hours.of) == ("18-21", 3)
    assert preferred.weekday
    assert (preferred.weekday.value, preferred.weekday.share) == ("Monday", 1.0)
    assert preferred.language is None


def test_each_preference_says_what_it_rests_on() -> None:
    # Wednesdays, and of them the third is in Spanish: 2/3 is told with two decimals.
    events = [
        did(f"v{n}", "page_view", f"2026-03-{day:02d} 19:10", device="mobile", language=language)
        for n, (day, language) in enumerate([(4, "es"), (11, "en"), (18, "en")])
    ]
    found = preferences(history("2026-03-24", *events))
    told = [found.channel, found.device, found.hours, found.weekday, found.language]
    assert [(each.value, each.share, each.reason) for each in told if each] == [
        ("web", 1.0, "3 of the latest 3 through web"),
        ("mobile", 1.0, "3 of the latest 3 on mobile"),
        ("18-21", 1.0, "3 of the latest 3 between 18-21"),
        ("Wednesday", 1.0, "3 of the latest 3 on a Wednesday"),
        ("en", 0.67, "2 of the latest 3 in en"),
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    list(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=2)),
)
def test_weekday_has_its_name(day: int, name: str) -> None:
    events = [did(f"v{week}", "page_view", f"2026-03-{day + 7 * week:02d}") for week in range(3)]
    found = preferences(history("2026-04-24", *events)).weekday
    assert found
    assert found.value == name


def test_of_equals_the_one_seen_last_is_preferred() -> None:
    channels = "app", "web", "app", "web"
    events = [did(f"v{n}", "page_view", f"2026-03-0{n + 1}", channel=channel) for n, channel in enumerate(channels)]
    found = preferences(history("2026-03-24", *events)).channel
    assert found
    assert (found.value, found.share) == ("web", 0.5)


def test_consent_stands_beside_what_was_stated() -> None:
    texts = Consent("crm:1", "marketing", "sms", ConsentStatus.GRANTED, at("2025-01-01"), "opt-in: yes")
    mails = Consent("crm:1", "marketing", "email", ConsentStatus.WITHDRAWN, at("2026-01-01"), "opt-in: no")
    preferred = preferences(history("2026-03-24", consents=(texts, mails), stated={"language": "de"}))
    assert preferred.consents == (mails, texts)
    assert preferred.stated == {"language": "de"}


def _steps(text: str) -> list[CandidateStep]:
    return [CandidateStep(kind, "") for kind in text]


def test_what_followed_before_is_likely_to_follow() -> None:
    # Of "vbvbv" b is 2/5. After v came b twice and nothing else, so that doubt counts 4: (2 + 4 * 2/5) / (2 + 4).
    chances = probabilities(_steps("vbvbv"))
    assert {step.kind: round(chance, 3) for step, chance in chances.items()} == {"v": 0.4, "b": 0.6}
    assert round(sum(probabilities(_steps("abcabdab")).values()), 9) == 1.0


def test_purchase_follows_the_showroom() -> None:
    events: list[Event] = []
    for month in range(1, 5):
        events.append(did(f"s{month}", "showroom_visit", f"2026-{month:02d}-03", MUG, channel="store"))
        events.append(bought(f"o{month}", f"2026-{month:02d}-09", TEA))
    last = did("s5", "showroom_visit", "2026-05-03", MUG, channel="store")
    step = next_step(history("2026-05-04", *events, last, did("mail", "campaign", "2026-05-03 12:00", channel="mail")))
    assert step
    assert (step.kind, step.channel, step.of) == ("order", "web", 9)
    assert step.probability == 0.72
    assert step.reason == "followed 4 of 4 times on showroom_visit"
    assert step.evidence == ("o4", "o3", "o2", "o1")


def test_few_steps_tell_nothing() -> None:
    assert next_step(history("2026-05-04", *(did(f"{n}", "review", f"2026-01-0{n}") for n in range(1, 5)))) is None


def test_step_that_followed_never_is_told_by_how_often_it_was_taken() -> None:
    # After r nothing came so far: v is 3 of 5.
    events = [did(f"{kind}{n}", f"{kind}_x", f"2026-03-0{n}") for n, kind in enumerate("vbvvr", start=1)]
    found = next_step(history("2026-05-04", *events))
    assert found
    assert (found.kind, found.probability, found.of) == ("v_x", 0.6, 5)
    assert (found.reason, found.evidence) == ("3 of the latest 5 steps", ("v4", "v3", "v1"))


def test_step_without_a_channel_is_a_step() -> None:
    events = [did(f"v{n}", "visit", f"2026-03-0{n}", channel=None) for n in range(1, 6)]
    found = next_step(history("2026-05-04", *events, did("w", "visit", "2026-03-06", channel="web")))
    assert found
    assert (found.kind, found.channel, found.probability) == ("visit", None, 0.83)
    assert found.reason == "5 of the latest 6 steps"


def test_times_that_it_followed_are_counted_before_the_last_step() -> None:
    # After v came b, v, b, so b: (2 + 8 × 3/7) / (3 + 8).
    events = [did(f"{kind}{n}", kind, f"2026-03-0{n}") for n, kind in enumerate("bvbvvbv", start=1)]
    found = next_step(history("2026-05-04", *events))
    assert found
    assert (found.kind, found.probability) == ("v", 0.51)
    assert (found.reason, found.evidence) == ("followed 1 of 3 times on v", ("v5",))


def test_of_equal_chances_the_first_by_name_is_told() -> None:
    events = [did(f"{kind}{n}", kind, f"2026-03-0{n}") for n, kind in enumerate("cabcab", start=1)]
    assert [each and each.kind for each in (next_step(history("2026-05-04", *events)),)] == ["c"]
    last = [did(f"{kind}{n}", kind, f"2026-03-0{n}") for n, kind in enumerate("bbaax", start=1)]
    assert [each and each.kind for each in (next_step(history("2026-05-04", *last)),)] == ["a"]
