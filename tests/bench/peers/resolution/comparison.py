"""Who finds best and fastest which records are one person: Splink, custmatch and this service, in turns.

All get the same columns. Nobody is told the truth, but for the labels that custmatch cannot work without, and for the
threshold that Splink is given beside the documented one: the best of many by the truth.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from profile_service.store.embedded.directory import Directory
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.peers.measure import neo4j_pid
from tests.bench.peers.resolution.own_load import Loaded, load
from tests.bench.peers.resolution.records import Question, questions, read_persons
from tests.bench.peers.resolution.splink_persons import DOCUMENTED
from tests.bench.quality import Score

_ROOT = Path("build") / "peers" / "resolution"
_PUBLISHED = Path("build") / "published" / "installed"
_HERE = Path(__file__).parent
_ROUNDS = 3
_AT_RANDOM, _CHOSEN, _TIMES = 600, 100, 4
"""Pairs that are answered for custmatch: at random, and then so many, so often, of those of which it is least sure."""
_HEAD = "| records | by | precision | recall | F1 | largest | records/s | wall | CPU |"
_RULE = "|---|---|---:|---:|---:|---:|---:|---:|---:|"


@dataclass
class Side:
    """One that resolves. Of each turn `seconds` and `cpu`; `score`: of its last."""

    name: str
    score: Score
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def measure(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    if not ((_ROOT / "installed").exists() and _PUBLISHED.exists()):
        print(f"{engine.name:8}  other resolutions are left out: `make bench-peers` installs and measures them")
        return
    pid = _engine_pid(engine, folder / "store")
    asked = list(questions(folder, scale))
    await load(engine, pid, asked[0])  # warms the engine up
    for question in asked:
        sides = await _sides(engine, pid, question)
        _report(question, sides, engine.name, figures)


def _engine_pid(engine: Engine, data_dir: Path) -> int:
    if engine.name == "neo4j":
        return neo4j_pid()
    state = Directory(data_dir).state()
    assert state
    return state.engine


async def _sides(engine: Engine, pid: int, question: Question) -> Sequence[Side]:
    learned = _folder(question, "custmatch")
    _label(question, learned)
    splink, own = _folder(question, "splink"), _folder(question, "own")
    turns: dict[str, list[Any]] = {"splink": [], "custmatch": [], "own": []}
    loads: list[Loaded] = []
    for number in range(_ROUNDS):
        sweep = ["--sweep"] if number == 0 else []
        turns["splink"].append(_ran(_peer("splink_persons.py"), question, splink, *sweep))
        turns["custmatch"].append(_ran(_peer("custmatch_persons.py"), question, learned, "run"))
        module = [sys.executable, "-m", "tests.bench.peers.resolution.own_persons"]
        turns["own"].append(_ran(module, question, own))
        loads.append(await load(engine, pid, question))
    threshold, best = _best_threshold(question, splink)
    at_documented = question.score(read_persons(splink / f"{DOCUMENTED}.csv"))
    versions = {name: f"{name} {all[0]['version']}" for name, all in turns.items()}
    answers = _AT_RANDOM + _CHOSEN * _TIMES
    waiting = f"and its {loads[-1].waiting} that wait for a steward, decided rightly"
    return [
        _side(f"{versions['splink']}, threshold {DOCUMENTED}", at_documented, turns["splink"]),
        _side(f"{versions['splink']}, best threshold, {threshold}", best, turns["splink"]),
        _side(f"{versions['custmatch']}, {answers} labels", _scored(question, learned), turns["custmatch"]),
        _side("this service, without a store", _scored(question, own), turns["own"]),
        _side("this service, loaded", question.score(loads[-1].persons), [vars(each) for each in loads]),
        _side(f"this service, {waiting}", question.score(loads[-1].decided), []),
    ]


def _side(name: str, score: Score, turns: Sequence[Mapping[str, float]]) -> Side:
    return Side(name, score, [turn["seconds"] for turn in turns], [turn["cpu"] for turn in turns])


def _scored(question: Question, folder: Path) -> Score:
    return question.score(read_persons(folder / "persons.csv"))


def _best_threshold(question: Question, folder: Path) -> tuple[str, Score]:
    scores = {path.stem: question.score(read_persons(path)) for path in folder.glob("*.csv")}
    return max(scores.items(), key=lambda each: each[1].f1)


def _label(question: Question, folder: Path) -> None:
    """Answers for custmatch, as its guide has it: to pairs at random first, then to those that it asks about."""
    answered: list[dict[str, str]] = []
    for count in (_AT_RANDOM, *[_CHOSEN] * _TIMES):
        _run(_peer("custmatch_persons.py"), question, folder, "ask", str(count))
        with (folder / "asked.csv").open(encoding="utf-8", newline="") as file:
            answered += [row | {"label": _answer(row, question)} for row in csv.DictReader(file)]
        with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, list(answered[0]))
            rows.writeheader()
            rows.writerows(answered)


def _answer(row: Mapping[str, str], question: Question) -> str:
    one, other = (question.truth.owner[row[side].partition(":")[2]] for side in ("a", "b"))
    return str(int(one == other))


def _folder(question: Question, name: str) -> Path:
    folder = question.path.parent / f"{question.path.stem}-{name}"
    folder.mkdir()
    return folder


def _peer(script: str) -> list[str]:
    return [str(_ROOT / "bin" / "python"), str(_HERE / script)]


def _ran(command: Sequence[str], question: Question, folder: Path, *arguments: str) -> Any:
    """What the command says of its turn: version, seconds and CPU."""
    return json.loads(_run(command, question, folder, *arguments).splitlines()[-1])


def _run(command: Sequence[str], question: Question, folder: Path, *arguments: str) -> str:
    whole = [*command, str(question.path), str(folder), *arguments]
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(command[-1]).name} ended with {done.returncode}: {done.stderr[-2_000:]}")
    return done.stdout


def _report(question: Question, sides: Sequence[Side], engine: str, figures: Figures) -> None:
    print(_HEAD, _RULE, *_rows(question, sides), sep="\n", flush=True)
    for side in sides:
        name = f"persons, {question.title}, {side.name}"
        for what, value in (("precision", side.score.precision), ("recall", side.score.recall), ("F1", side.score.f1)):
            figures.add(f"{name}: {what}", engine, value, "%")
        if side.seconds:
            figures.add(f"{name}: resolved", engine, len(question.truth.owner) / median(side.seconds), "records/s")
            figures.add(f"{name}: CPU", engine, median(side.cpu), "s")


def _rows(question: Question, sides: Sequence[Side]) -> Iterator[str]:
    count = len(question.truth.owner)
    for side in sides:
        s = side.score
        shares = " | ".join(f"{share:.1f} %" for share in (s.precision, s.recall, s.f1))
        speed = " |  | "
        if side.seconds:
            wall = median(side.seconds)
            speed = f"{count / wall:,.0f} | {wall:.2f} s | {median(side.cpu):.2f} s"
        yield f"| {question.title} | {side.name} | {shares} | {s.largest} | {speed} |"
