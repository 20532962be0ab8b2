"""Kept answers: how many bytes they take, when they are forgotten, and which version they are of."""

from random import Random

from profile_service.api.answers.answer_cache import SETTLED_SECONDS, AnswerCache, Entry, KeptAnswer, Place
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.profile.current_version import CurrentVersion

_ONE, _TWO = CurrentVersion("a", 1, "2026-01-01", 0), CurrentVersion("a", 2, "2026-01-02", 0)


class _Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def _place(number: int) -> Place:
    return Place(bytes([number]), LOCAL, (0, ""))


def _is_forgotten(entry: Entry) -> bool:
    return entry.answer is None


def _body(size: int) -> bytes:
    return Random(size).randbytes(size)


def test_answer_is_kept_while_its_version_stays() -> None:
    clock, place, entry = _Clock(), _place(1), Entry("a", 100)
    cache = AnswerCache(1_000_000, clock)
    cache.add(place, entry)
    cache.see(place, entry, _ONE)
    assert not entry.is_settled(clock()), "it may be read in part for a moment"
    clock.now += SETTLED_SECONDS
    cache.see(place, entry, _ONE)
    assert entry.is_settled(clock())
    tag = cache.keep(place, entry, KeptAnswer(b"answer", (), "profile")).tag
    assert entry.answer == KeptAnswer(b"answer", (), "profile", tag=tag)
    cache.see(place, entry, _TWO)
    assert _is_forgotten(entry)
    clock.now += SETTLED_SECONDS
    cache.see(place, entry, _TWO)
    assert cache.keep(place, entry, KeptAnswer(b"answer", (), "profile")).tag != tag
    cache.see(place, entry, None)
    assert _is_forgotten(entry)
    assert not entry.is_settled(clock() + 60), "nobody is there who could be shown"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    cache = AnswerCache(100_000)
    for number in range(100):
        entry = Entry("a", 100)
        cache.add(_place(number), entry)
        cache.see(_place(number), entry, _ONE)
        cache.keep(_place(number), entry, KeptAnswer(_body(9_000 + number), (), ""))
        assert cache.bytes <= 100_000
    assert 5 < len(cache) < 12
    assert cache.entry(_place(99))
    assert cache.entry(_place(1)) is None, "the one that was asked for longest ago goes first"
    for number in range(100):
        cache.drop(_place(number))
    assert (len(cache), cache.bytes) == (0, 0)


def test_what_nobody_asks_for_is_forgotten() -> None:
    clock = _Clock()
    cache = AnswerCache(1_000_000, clock)
    cache.add(_place(1), Entry("a", 100))
    clock.now += 601
    cache.add(_place(2), Entry("b", 100))
    assert cache.entry(_place(1)) is None
    assert cache.entry(_place(2))


def test_answer_is_read_anew_now_and_then() -> None:
    clock, place, entry = _Clock(), _place(1), Entry("a", 100)
    cache = AnswerCache(1_000_000, clock)
    cache.see(place, entry, _ONE)
    clock.now += SETTLED_SECONDS
    cache.keep(place, entry, KeptAnswer(b"answer", (), ""))
    for _ in range(10):
        clock.now += 59
        cache.see(place, entry, _ONE)
        assert entry.answer
    clock.now += 59
    cache.see(place, entry, _ONE)
    assert _is_forgotten(entry)


def test_nothing_is_kept_where_there_is_no_room() -> None:
    cache = AnswerCache(0)
    cache.add(_place(1), Entry("a", 100))
    assert (len(cache), cache.bytes) == (0, 0)
