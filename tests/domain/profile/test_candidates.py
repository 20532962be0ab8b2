"""The ranking of candidates: which value wins by each criterion, and what is no conflict."""

from collections.abc import Iterable
from itertools import permutations

from profile_service.domain.profile.candidates import Candidate, GoldenValue, golden_value, newest_first
from profile_service.domain.resolution.rules import Criterion, SurvivorshipRule

_OLD, _NEW, _NEWEST = (f"{year}-01-01T00:00:00.000000Z" for year in (2025, 2026, 2027))


def _candidate(value: str, source: str = "shop", observed_at: str | None = _OLD) -> Candidate:
    return Candidate(value, source, f"{source}:1", observed_at)


def _by(*by: Criterion, sources: tuple[str, ...] = ()) -> SurvivorshipRule:
    return SurvivorshipRule(by, sources)


def _golden(
    candidates: Iterable[Candidate], rule: SurvivorshipRule | None = None, *, are_dates: bool = False
) -> GoldenValue | None:
    return golden_value(newest_first(candidates), rule or SurvivorshipRule(), are_dates=are_dates)


def _value(golden: GoldenValue | None) -> str | None:
    return golden.winner.value if golden else None


def test_no_candidate_is_no_value() -> None:
    assert _golden([]) is None


def test_most_recent_record_wins() -> None:
    old, new = _candidate("Paris", "crm", _OLD), _candidate("Lyon", "shop", _NEW)
    assert _golden([old, new]) == GoldenValue(new, (old,))


def test_record_without_time_loses() -> None:
    timeless, dated = _candidate("Paris", "crm", None), _candidate("Lyon", "shop", _OLD)
    assert _golden([timeless, dated]) == GoldenValue(dated, (timeless,))


def test_ties_are_decided_whatever_the_order() -> None:
    candidates = [_candidate("Paris", "crm"), _candidate("Lyon", "app"), _candidate("Nice", "shop")]
    answers = {_golden(order) for order in permutations(candidates)}
    assert answers == {GoldenValue(candidates[1], (candidates[0], candidates[2]))}


def test_blank_value_never_beats_a_full_one() -> None:
    full = _candidate("Paris", "crm", None)
    assert _golden([_candidate("", "shop", _NEW), _candidate("  ", "app", _NEW), full]) == GoldenValue(full, ())


def test_case_and_spacing_are_no_conflict() -> None:
    winner = _candidate("New York", "shop", _NEW)
    assert _golden([_candidate(" new  york", "crm"), winner, _candidate("ＮＥＷ YORK", "app")]) == GoldenValue(
        winner, ()
    )


def test_each_other_value_conflicts_once() -> None:
    winner, best, worse = _candidate("A", "shop", _NEW), _candidate("B", "app"), _candidate("b", "crm")
    assert _golden([worse, best, winner]) == GoldenValue(winner, (best,))


def test_listed_sources_win_in_their_order() -> None:
    values = [
        _candidate("Nice", "app", _NEWEST),
        _candidate("Paris", "crm", _OLD),
        _candidate("Lyon", "shop", _NEW),
    ]
    rule = _by("source_priority", sources=("crm", "shop"))
    assert _golden(values, rule) == GoldenValue(values[1], (values[2], values[0]))
    assert _value(_golden(values[::2], rule)) == "Lyon"
    assert _value(_golden(values[:1], rule)) == "Nice"


def test_an_instance_has_the_place_of_its_source() -> None:
    values = [_candidate("Nice", "crm", _OLD), _candidate("Paris", "shop-eu", _OLD), _candidate("Lyon", "app", _NEW)]
    assert _value(_golden(values, _by("source_priority", sources=("shop", "crm")))) == "Paris"
    assert _value(_golden(values, _by("source_priority", sources=("crm", "shop-eu", "shop")))) == "Nice"
    assert _value(_golden(values, _by("source_priority", sources=("app", "crm", "shop")))) == "Lyon"


def test_most_frequent_counts_records_not_spellings() -> None:
    values = [
        _candidate("Lyon", "app", _NEWEST),
        _candidate("PARIS", "crm", _OLD),
        _candidate("Paris", "shop", _NEW),
    ]
    assert _golden(values, _by("most_frequent")) == GoldenValue(values[2], (values[0],))


def test_one_record_that_says_it_twice_counts_once() -> None:
    twice = [_candidate("Paris", "crm"), _candidate("paris", "crm")]
    assert _value(_golden([*twice, _candidate("Lyon", "shop", _NEW)], _by("most_frequent"))) == "Lyon"


def test_most_complete_has_most_words_then_characters() -> None:
    values = [
        _candidate("A. Smith", "app", _NEWEST),
        _candidate("Ann M Smith", "crm"),
        _candidate("Annabelle", "shop"),
    ]
    assert _golden(values, _by("most_complete")) == GoldenValue(values[1], (values[0], values[2]))
    assert _value(_golden([_candidate("A. Smith", "app", _NEW), _candidate("Ann Smith")], _by("most_complete"))) == (
        "Ann Smith"
    )


def test_later_criteria_decide_what_earlier_leave_open() -> None:
    values = [_candidate("Ann Lee", "app"), _candidate("Ann May", "crm"), _candidate("Ann", "shop", _NEWEST)]
    assert _value(_golden(values, _by("most_complete", "source_priority", sources=("crm",)))) == "Ann May"
    assert _value(_golden(values, _by("most_complete"))) == "Ann Lee"


def test_spaces_between_words_are_one() -> None:
    one, two = _candidate("New  York", "shop", _NEW), _candidate("NewYork", "crm", _OLD)
    assert _golden([one, two]) == GoldenValue(one, (two,))
    assert _golden([one, _candidate("new york", "crm")]) == GoldenValue(one, ())


def _name(*names: str, by: SurvivorshipRule) -> str | None:
    """The name that wins: of those that a rule leaves equal, the last one is the newest."""
    times = (f"2026-01-{day:02d}T00:00:00.000000Z" for day in range(1, 28))
    return _value(_golden([_candidate(name, "shop", time) for name, time in zip(names, times, strict=False)], by))


def test_name_in_full_wins_over_initials() -> None:
    rule = _by("spelled_out", "most_recent")
    assert _name("Ann Lee", "A. Lee", "A Lee", "J.R. Lee", "JR Lee", by=rule) == "Ann Lee"
    assert _name("Ann Lee", "Lee", by=rule) == "Ann Lee"
    assert _name("Άννα Παπά", "Α. Παπά", by=rule) == "Άννα Παπά"
    assert _name("山田太郎", "T. Yamada", by=rule) == "山田太郎"


def test_more_than_two_names_win_nothing() -> None:
    rule = _by("spelled_out", "most_recent")
    assert _name("Ann Marie van Lee", "Ann Lee", by=rule) == "Ann Lee"
    assert _name("Ann Lee", "Ann M. Lee", by=rule) == "Ann M. Lee"
    assert _name("Taro Yamada", "李 明", by=rule) == "李 明"


def test_proper_case_wins_over_shouted_and_whispered() -> None:
    rule = _by("proper_case", "most_recent")
    assert _name("Ann Lee", "ANN LEE", "ann lee", by=rule) == "Ann Lee"
    assert _name("ANN LEE", "ann lee", by=rule) == "ann lee"
    assert _name("ann lee", "محمد علي", by=rule) == "محمد علي"
    assert _name("Ann Lee", "Ann McLee", by=rule) == "Ann McLee"


def test_two_notations_of_one_day_are_one_value() -> None:
    iso, german, american = (
        _candidate(text, source) for text, source in [("1990-05-04", "crm"), ("04.05.1990", "app"), ("5/4/1990", "web")]
    )
    other = _candidate("1991-05-04", "shop", _NEW)
    golden = _golden([other, iso, german, american], _by("most_frequent", "most_recent"), are_dates=True)
    assert golden == GoldenValue(german, (other,))
    assert _golden([iso, _candidate("4/5/90", "web")], are_dates=True) == GoldenValue(iso, ())


def test_two_days_stay_two_values() -> None:
    points, slashes = _candidate("04.05.1990", "crm", _NEW), _candidate("05.04.1990", "web")
    assert _golden([points, slashes], are_dates=True) == GoldenValue(points, (slashes,))
    assert _golden([points, slashes]) == GoldenValue(points, (slashes,))


def test_date_that_cannot_be_read_is_compared_as_text() -> None:
    spring, other = _candidate("in spring", "crm", _NEW), _candidate("1990-05-04")
    assert _golden([spring, _candidate("In  Spring"), other], are_dates=True) == GoldenValue(spring, (other,))
