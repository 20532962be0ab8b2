"""Batches made in a process of their own: the same ones, whatever the file, and no process is left behind."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import psutil
import pytest

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.quality.dropped_cells import DroppedCell
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.batches import batches
from profile_service.service.ingestion.read_ahead import batch_reader

_MANY = 5_000


@dataclass(frozen=True)
class Numbers:
    """So many records, every tenth row rejected, every seventh with a dropped cell. `fails_at`: where reading fails."""

    count: int
    fails_at: int | None = None

    def __call__(self) -> Iterator[Item | Rejected]:
        for number in range(self.count):
            if number == self.fails_at:
                raise InvalidInput(f"row {number} can no longer be read")
            record = SourceRecord("shop", str(number), {"name": f"Ann {number}"})
            dropped = (DroppedCell.of(number, "Tel", "no phone", str(number)),) if number % 7 == 0 else ()
            item = Item(number, (record,), dropped=dropped)
            yield Rejected(number, "the row is unfit", "…") if number % 10 == 0 else item


def _readers() -> list[psutil.Process]:
    """The reading processes alone: a store may run beside them."""
    return [child for child in psutil.Process().children() if "read_ahead" in " ".join(child.cmdline())]


@pytest.mark.parametrize("skip", [0, 777])
def test_same_batches_come_from_another_process(skip: int) -> None:
    numbers = Numbers(_MANY + 777)
    with batch_reader(_MANY) as read:
        (process,) = _readers()
        found = list(read.batches(numbers, 500, skip, _MANY))
        again = list(read.batches(numbers, 900, skip, _MANY))
        assert _readers() == [process], "one for all files"
    assert (found, again) == (list(batches(numbers(), 500, skip)), list(batches(numbers(), 900, skip)))
    assert not process.is_running()


def test_small_file_is_worth_no_process() -> None:
    with batch_reader(9) as read:
        assert _readers() == []
        assert [batch.end for batch in read.batches(Numbers(9), 500, 0, 9)] == [9]


def test_failure_to_read_is_told_by_its_own_sentence() -> None:
    with batch_reader(_MANY) as read:
        made = read.batches(Numbers(_MANY, fails_at=1_200), 500, 0, _MANY)
        assert [batch.end for batch in islice(made, 2)] == [500, 1_000]
        with pytest.raises(InvalidInput, match="row 1200 can no longer be read"):
            next(made)
        assert len(list(read.batches(Numbers(_MANY), 500, 0, _MANY))) == 10, "it is there for the next file"


def test_death_of_the_reading_process_is_told() -> None:
    with batch_reader(1_000_000) as read:
        made = read.batches(Numbers(1_000_000), 500, 0, 1_000_000)
        next(made)
        _readers()[0].kill()
        with pytest.raises(InvalidInput, match="the process that read the file died"):
            list(made)


def test_death_of_the_reading_process_between_two_files_is_told() -> None:
    with batch_reader(_MANY) as read:
        assert len(list(read.batches(Numbers(_MANY), 500, 0, _MANY))) == 10
        (process,) = _readers()
        process.kill()
        psutil.wait_procs([process], timeout=10)
        with pytest.raises(InvalidInput, match="the process that read the file died"):
            list(read.batches(Numbers(_MANY), 500, 0, _MANY))


def test_process_ends_with_the_load_that_failed() -> None:
    readers: list[psutil.Process] = []
    with pytest.raises(RuntimeError):
        _fail_after_a_batch(readers)
    assert [reader.is_running() for reader in readers] == [False]


def _fail_after_a_batch(readers: list[psutil.Process]) -> None:
    with batch_reader(1_000_000) as read:
        next(read.batches(Numbers(1_000_000), 500, 0, 1_000_000))
        readers += _readers()
        raise RuntimeError


def test_process_starts_without_the_driver_of_the_store() -> None:
    """To import it takes longer than all else that reading needs."""
    imported = "import sys, profile_service.service.ingestion.read_ahead; print('neo4j' in sys.modules)"
    process = subprocess.run([sys.executable, "-c", imported], capture_output=True, text=True, check=True)
    assert process.stdout.strip() == "False"
