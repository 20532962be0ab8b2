"""`python -m tests.mutants [--minutes 25] [--seed 360] [--workers 2]`: the share of mutants that no test kills."""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from random import Random

from tests.mutants import functions, remainder, trials
from tests.sources import ROOT

_FOLDER = ROOT / "build" / "mutants"
_SURVIVORS = _FOLDER / "survivors.txt"
_MOST_PERCENT = 10.0
# Of the time, for what mutmut leaves alone: a seventh of all mutants, of which each takes some four times as long.
_SHARE_OF_REMAINDER = 0.4


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--minutes", type=float, default=25.0, help="where all take longer, a sample is drawn")
    parser.add_argument("--seed", type=int, default=360, help="of the sample")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    begun = time.monotonic()
    shutil.rmtree(_FOLDER, ignore_errors=True)
    _FOLDER.mkdir(parents=True)

    files = sorted((ROOT / "profile_service" / "domain").rglob("*.py"))
    drawn = [mutant for file in files for mutant in remainder.mutants(file.relative_to(ROOT))]
    Random(asked.seed).shuffle(drawn)
    until = begun + 60 * asked.minutes * _SHARE_OF_REMAINDER
    others = trials.trials(drawn, _FOLDER, asked.workers, until)
    _tell("outside functions, and decorated", [survived for _, survived in others], len(drawn))

    until = begun + 60 * asked.minutes
    bodies, made = functions.trials(_FOLDER / "functions", Random(asked.seed), asked.workers, until)
    _tell("in functions", [*bodies.values()], made)

    survivors = [*(str(mutant) for mutant, survived in others if survived), *(each for each in bodies if bodies[each])]
    _SURVIVORS.write_text("\n".join(sorted(survivors)) + "\n", encoding="utf-8")
    share = _tell("together", [*bodies.values(), *(survived for _, survived in others)], len(drawn) + made)
    print(
        f"Survivors: {_SURVIVORS.relative_to(ROOT)}. Those with a name: (cd build/mutants/functions; mutmut show NAME)"
    )
    return int(share >= _MOST_PERCENT)


def _tell(which: str, survived: Sequence[bool], made: int) -> float:
    """The share that survived, in percent, which is printed as well."""
    share = 100 * sum(survived) / max(len(survived), 1)
    killed = len(survived) - sum(survived)
    print(f"{which}: {len(survived)} of {made} mutants tried, {killed} killed, {sum(survived)} survived: {share:.1f} %")
    return share


if __name__ == "__main__":
    sys.exit(main())
