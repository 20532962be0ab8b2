"""Batches made in a process of their own: the same ones, whatever the file, and no process is left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import psutil
import pytest

from profile_service.domain.errors import InvalidInput
from profile_service.domain.items import Item, Rejected
from profile_service.domain.records import SourceRecord
from profile_service.service.batches import batches
from profile_service.service.reading_ahead import batches_ahead

_MANY = 5_000


@dataclass(frozen=True)
class Numbers:
    """So many records, every tenth row rejected. `fails_at`: where reading fails."""

    count: int
    fails_at: int | None = None

    def __call__(self) -> Iterator[Item | Rejected]:
        for number in range(self.count):
            if number == self.fails_at:
                raise InvalidInput(f"row {number} can no longer be read")
            record = SourceRecord("shop", str(number), {"name": f"Ann {number}"})
            yield Rejected(number, "the row is unfit", "…") if number % 10 == 0 else Item(number, (record,))


def _readers() -> list[psutil.Process]:
    """The reading processes alone: a store may run beside them."""
    return [child for child in psutil.Process().children() if "reading_ahead" in " ".join(child.cmdline())]


@pytest.mark.parametrize("skip", [0, 777])
def test_same_batches_come_from_another_process(skip: int) -> None:
    numbers = Numbers(_MANY + 777)
    with batches_ahead(numbers, 500, skip, _MANY) as made:
        (reader,) = _readers()
        found = list(made)
    assert found == list(batches(numbers(), 500, skip))
    assert not reader.is_running()


def test_small_file_is_worth_no_process() -> None:
    with batches_ahead(Numbers(9), 500, 0, 9) as made:
        assert _readers() == []
        assert [batch.end for batch in made] == [9]


def test_failure_to_read_is_told_by_its_own_sentence() -> None:
    with batches_ahead(Numbers(_MANY, fails_at=1_200), 500, 0, _MANY) as made:
        assert [batch.end for batch in islice(made, 2)] == [500, 1_000]
        with pytest.raises(InvalidInput, match="row 1200 can no longer be read"):
            next(made)


def test_death_of_the_reading_process_is_told() -> None:
    with batches_ahead(Numbers(1_000_000), 500, 0, 1_000_000) as made:
        next(made)
        _readers()[0].kill()
        with pytest.raises(InvalidInput, match="the process that read the file died"):
            list(made)


def test_process_ends_with_the_load_that_failed() -> None:
    readers: list[psutil.Process] = []
    with pytest.raises(RuntimeError):
        _fail_after_a_batch(readers)
    assert [reader.is_running() for reader in readers] == [False]


def _fail_after_a_batch(readers: list[psutil.Process]) -> None:
    with batches_ahead(Numbers(1_000_000), 500, 0, 1_000_000) as made:
        next(made)
        readers += _readers()
        raise RuntimeError
