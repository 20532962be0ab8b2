"""One manner on the command line: the same options, metavars and words on every command that has them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from profile_service.cli.commands import app
from tests.sources import ROOT

METAVARS = {
    "ATTRIBUTE", "COUNTRY", "CURSOR", "DATE", "DECISION",
    "EVENT", "FILE", "FOLDER", "HOST", "ID", "ID=VERSION", "ID|IDENTIFIER",
    "IDENTIFIER",
    "ITEM", "JUDGEMENT", "KEY", "KIND", "METRIC", "MONTH", "N", "NAME", "NUMBER", "PATH", "PERCENT", "PERIOD", "PORT",
    "PURPOSE[/CHANNEL]", "SEGMENT", "STEP",
    "RECORD", "RECORD|ID",
    "ROLE", "RUN", "SCOPE", "SCORE", "SOURCE", "TEXT", "TIME", "TYPE", "TYPE=KEY", "VALUE",
    "accepted|declined|ignored", "before|after", "channel|source", "holds|undone", "day|week|month|quarter|year",
    "one-way|two-way", "touchpoint|channel|stage", "same|not-same|maybe", "wait|refuse",
}  # fmt: skip
"""What stands for a value in help texts and documents: one spelling for one thing."""
SERVE = {"serve", "demo"}
"""They run until they are stopped, and print nothing but where they serve."""
CHANGE_IDENTITY = {
    "identity accept", "identity decline", "identity judge", "identity lock", "identity merge", "identity move",
    "identity move-event", "identity propose",
    "identity retract", "identity rules apply", "identity split", "identity undo", "identity undo-run",
    "identity unlock",
}  # fmt: skip
NOTES = {"profile record", "profile correct", "profile withdraw"}
WRITE = CHANGE_IDENTITY | NOTES | {"load", "privacy erase", "rejects retry", "schema apply"}
LIST = {
    "status",
    "rejects show",
    "identity history",
    "identity review",
    "identity changes",
    "identity decisions",
    "profile search",
    "profile show",
    "metrics customers",
    "segments members",
    "journeys dropped",
}
DOCUMENTS = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md"))]


def _commands(group: Any, *above: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, *above, name)
        else:
            yield " ".join((*above, name)), command


COMMANDS = dict(_commands(typer.main.get_command(app)))
GROUPS = {name.rpartition(" ")[0] for name in COMMANDS} - {""}


def _options(command: Any) -> dict[str, Any]:
    return {option: parameter for parameter in command.params for option in parameter.opts}


def _with(*options: str) -> set[str]:
    return {name for name, command in COMMANDS.items() if _options(command).keys() >= set(options)}


def test_every_command_says_what_it_does() -> None:
    summaries = {name: (command.help or "").split("\n\n")[0] for name, command in COMMANDS.items()}
    assert [name for name, text in summaries.items() if "\n" in text or not text.endswith(".")] == []


def test_every_parameter_has_help_in_a_sentence() -> None:
    helps = {f"{name} {p.opts[0]}": p.help or "" for name, command in COMMANDS.items() for p in command.params}
    assert [where for where, text in helps.items() if not text.endswith((".", "…"))] == []


def test_metavars_come_from_one_set() -> None:
    used = {
        f"{name} {parameter.opts[0]}": parameter.metavar
        for name, command in COMMANDS.items()
        for parameter in command.params
        if not getattr(parameter, "is_flag", False)
    }
    assert {where: metavar for where, metavar in used.items() if metavar not in METAVARS} == {}
    assert METAVARS - set(used.values()) == set(), "no longer used"


def test_one_option_has_one_help() -> None:
    """But `--actor` of a search, which looks for them, and `--reason` where no history keeps it."""
    shared = ("--json", "--dry-run", "--actor", "--reason", "--key", "--expect", "--first", "--after")
    texts = {
        (option, _options(c)[option].help)
        for option in shared
        for name, c in COMMANDS.items()
        if option in _options(c) and name != "audit search"
        if option != "--reason" or not name.startswith("privacy ")
    }
    assert sorted(option for option, _ in texts) == sorted(shared)


def test_everything_that_is_shown_is_json_too() -> None:
    assert COMMANDS.keys() - _with("--json") == SERVE


def test_every_change_of_identity_names_actor_reason_and_key() -> None:
    assert _with("--actor", "--reason", "--key", "--dry-run") == CHANGE_IDENTITY | NOTES


def test_every_command_that_writes_has_a_dry_run() -> None:
    assert _with("--dry-run") == WRITE


def test_lists_are_paged_in_one_way() -> None:
    assert _with("--first", "--after") == _with("--first") == _with("--after") == LIST


def test_help_speaks_plainly() -> None:
    dialect = re.compile(r"\b(tell|tells|told|say|says|killed|claims?|fold(ed|ing)|goes on)\b", re.IGNORECASE)
    texts = {
        f"{name}: {text}"
        for name, command in COMMANDS.items()
        for text in (command.help, *(parameter.help for parameter in command.params))
    }
    assert [text for text in texts if dialect.search(text)] == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_name_commands_that_there_are(path: str) -> None:
    code = "\n".join(re.findall(r"```.*?```|`[^`]+`", (ROOT / path).read_text(encoding="utf-8"), re.DOTALL))
    named = [command.split() for command in re.findall(r"profile-service ((?:[a-z-]+(?:\\?\|[a-z-]+)* ?)+)", code)]
    assert [words for words in named if not all(_exists(each) for each in _spelt_out(words))] == []


def _spelt_out(words: list[str]) -> Iterator[list[str]]:
    r"""`rules check\|preview` stands for two commands."""
    for number, word in enumerate(words):
        if "|" in word:
            for each in re.split(r"\\?\|", word):
                yield from _spelt_out([*words[:number], each, *words[number + 1 :]])
            return
    yield words


def _exists(words: list[str]) -> bool:
    """Whether they begin with a command, or are a group of commands."""
    return " ".join(words) in GROUPS or any(" ".join(words[:count]) in COMMANDS for count in (1, 2, 3))
