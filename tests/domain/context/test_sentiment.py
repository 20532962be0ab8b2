"""How the customer feels, what tells of it, and whether they speak for us."""

from dataclasses import replace

import pytest

from profile_service.domain.context.event_sentiment import event_sentiment
from profile_service.domain.context.promoter import PromoterKind, PromoterStatus, promoter_status
from profile_service.domain.context.sentiment import Mood, Trend, sentiment
from profile_service.domain.context.text_sentiment import tone
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.kinds import Family
from profile_service.service.declared.touchpoints import touchpoints
from tests.rig.open_matters import MUG, at, did, history


@pytest.mark.parametrize(
    ("kind", "details", "score", "by"),
    [
        ("survey", {"nps": 10}, 1.0, "points"),
        ("survey", {"nps": 0, "stars": 5}, -1.0, "points"),
        ("review", {"stars": 2, "text": "Wonderful!"}, -0.5, "rating"),
        ("support_ticket", {"satisfaction": "bad"}, -1.0, "satisfaction"),
        ("social_post", {"mood": "negative", "text": "Great."}, -0.7, "mood"),
        ("support_call", {"outcome": "told to wait"}, -0.5, "outcome"),
        ("support_call", {"outcome": "solved"}, 0.3, "outcome"),
        ("complaint", {}, -0.7, "complaint"),
    ],
)
def test_what_was_stated_counts_before_the_text(kind: str, details: dict[str, Json], score: float, by: str) -> None:
    family = touchpoints().kinds.family(kind)
    shown = event_sentiment(replace(did("e", kind, "2026-03-01", MUG), details=details), family)
    assert shown
    assert (shown.score, shown.by) == (score, by)


def test_note_of_a_colleague_shows_nobodys_mood_but_the_one_that_it_states() -> None:
    said = "It broke and nobody answers. This is awful."
    assert event_sentiment(did("e", "note", "2026-03-01", text=said, outcome="told to wait"), Family.NOTE) is None
    shown = event_sentiment(did("e", "note", "2026-03-01", text=said, mood="positive"), Family.NOTE)
    assert shown
    assert shown.by == "mood"


def test_text_counts_where_nothing_else_was_said() -> None:
    shown = event_sentiment(did("e", "review", "2026-03-01", text="It broke and nobody answers. This is awful."), None)
    assert shown
    assert shown.by == "text"
    assert shown.score < -0.3
    assert event_sentiment(did("e", "review", "2026-03-01", stars=9), None) is None


def test_other_languages_are_left_out() -> None:
    assert tone("Die Tasse ist schön und nicht teuer") is None
    assert tone("La tasse est très belle et pas chère") is None
    assert tone("Lovely", "de") is None
    assert (tone("It is a lovely mug, thanks!") or 0) > 0.5
    assert tone("Lovely mug, thanks!") is None, "no word of it tells a language"
    assert tone(" ") is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "der die das und ist nicht ich ein eine zu mit auf sehr aber es"),
        ("fr", "le la les et est pas je un une de pour avec mais il des du que"),
        ("es", "el la los y es no un una de para con muy pero que del por lo"),
        ("it", "il la gli e non un una di per con molto ma che del lo sono"),
        ("nl", "de het een en niet ik van te met voor zeer maar dat op zijn"),
    ],
)
def test_common_word_of_another_language_is_no_english(language: str, words: str) -> None:
    for word in words.split():
        assert tone(f"Super {word} product") is None, (language, word)
        assert tone(f"Super {word} product", "en") is not None, "stated"


@pytest.mark.parametrize(
    "word", "the and it to of my for not this i you with have are but they what that's it's".split()
)
def test_more_common_words_of_english_than_of_another_are_english(word: str) -> None:
    assert tone(f"Super {word} product") is not None
    assert tone(f"Super die {word} product") is None


def test_text_without_a_word_of_the_lexicon_says_nothing() -> None:
    assert tone("The parcel is at the door", "en") is None
    assert tone("The good parcel is at the bad door", "en") is not None


def test_language_that_is_stated_decides() -> None:
    assert tone("Lovely mug", "EN-us") == tone("The lovely mug") == tone("Lovely mug", "en")
    assert tone("Lovely mug, die das der", "en-GB") is not None
    assert tone("Lovely mug", "fr") is None
    assert tone("Schön", "") is None, "no English letters"
    assert tone("Schön, but the mug is not what it was") is None


def test_tone_is_of_the_first_two_thousand_characters() -> None:
    assert tone(" " * 1_984 + "Lovely mug. Awful", "en") == tone("Lovely mug.", "en")
    assert tone(" " * 1_983 + "Lovely mug. Awful", "en") != tone("Lovely mug.", "en")
    assert tone(" " * 2_000 + "Lovely", "en") is None


def test_score_halves_with_each_ninety_days() -> None:
    # By hand: 1 star → -1, weighs 1; 5 stars 90 days before → 1, weighs 1/2: (-1 + 0.5) / 1.5 = -0.33.
    present = sentiment(
        history("2026-06-01", did("a", "review", "2026-03-01", stars=5), did("b", "review", "2026-05-30", stars=1))
    )
    assert present
    assert (present.score, present.mood, present.trend, present.before) == (-0.33, Mood.NEGATIVE, Trend.WORSE, 1.0)
    assert present.evidence == ("b", "a")
    assert present.reason == "told 2 times, by rating; the last time on 2026-05-30"


def test_who_says_nothing_has_no_sentiment() -> None:
    assert sentiment(history("2026-06-01", did("w", "wishlist", "2026-03-01", MUG))) is None


@pytest.mark.parametrize(
    ("points", "kind"),
    [(0, "detractor"), (6, "detractor"), (7, "passive"), (8, "passive"), (9, "promoter"), (10, "promoter")],
)
def test_net_promoter_bounds(points: int, kind: str) -> None:
    status = promoter_status(history("2026-03-02", did("s", "survey", "2026-03-01", nps=points)))
    assert status
    assert (status.kind, status.points, status.stated) == (PromoterKind(kind), points, True)


def test_answer_counts_before_a_later_rating() -> None:
    answer, rating = did("s", "survey", "2026-03-01", nps=9), did("r", "review", "2026-03-05", stars=1)
    with_answer = promoter_status(history("2026-03-06", answer, rating))
    without = promoter_status(history("2026-03-06", rating))
    assert with_answer
    assert (with_answer.kind, with_answer.evidence) == (PromoterKind.PROMOTER, ("s",))
    assert without
    assert (without.kind, without.stated, without.reason) == (
        PromoterKind.DETRACTOR,
        False,
        "rated 1 of 5, taken as 2 of 10 on 2026-03-05",
    )


@pytest.mark.parametrize("name", ["nps", "recommend"])
def test_answer_comes_with_its_day(name: str) -> None:
    assert promoter_status(
        history("2026-03-06", replace(did("s", "survey", "2026-03-01"), details={name: "7"}))
    ) == PromoterStatus(
        kind=PromoterKind.PASSIVE,
        points=7,
        stated=True,
        at=at("2026-03-01"),
        reason="answered 7 of 10 on 2026-03-01",
        evidence=("s",),
    )


def test_latest_answer_counts() -> None:
    old, new = did("s1", "survey", "2026-03-01", nps=9), did("s2", "survey", "2026-03-02", nps=2)
    found = promoter_status(history("2026-03-06", old, new))
    assert found
    assert (found.points, found.evidence) == (2, ("s2",))


def test_sentiment_names_its_signals_and_events() -> None:
    events = [
        did("a", "review", "2026-01-01", stars=4),
        did("b", "survey", "2026-01-02", nps=2),
        did("c", "support_call", "2026-05-30", outcome="solved"),
    ]
    found = sentiment(history("2026-06-01", *events))
    assert found
    assert [(event.key, event.score, event.by) for event in found.event_sentiments] == [
        ("c", 0.3, "outcome"), ("b", -0.6, "points"), ("a", 0.5, "rating"),
    ]  # fmt: skip
    assert found.reason == "told 3 times, by outcome, points, rating; the last time on 2026-05-30"
    # By hand: 148 and 149 days weigh 0.3199 and 0.3174, so (0.3 - 0.1919 + 0.1587) / 1.6373; before, one day 0.9923.
    assert (found.before, found.score, found.trend) == (-0.05, 0.16, Trend.BETTER)


def test_trend_is_the_way_from_bad_to_good() -> None:
    def trend(then: int, now: int) -> Trend | None:
        events = did("a", "review", "2026-01-01", stars=then), did("b", "review", "2026-05-30", stars=now)
        found = sentiment(history("2026-06-01", *events))
        return found.trend if found else None

    assert [trend(1, 5), trend(5, 1), trend(2, 2), trend(1, 3)] == [
        Trend.BETTER,
        Trend.WORSE,
        Trend.STEADY,
        Trend.BETTER,
    ]
