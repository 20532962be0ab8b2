"""The options that commands share, and how a command takes those of a group: each has one name, metavar and help."""

import inspect
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeAlias, TypeVar, cast

import typer

T = TypeVar("T")

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON instead: one object a line.")]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Change nothing; print what would change.")]
ShownView: TypeAlias = Annotated[
    str | None, typer.Option("--view", metavar="NAME", help="Show what this view shows; else the widest one.")
]
First: TypeAlias = Annotated[int, typer.Option(metavar="N", help="How many to show.", min=1, max=100)]
After: TypeAlias = Annotated[
    str | None, typer.Option(metavar="CURSOR", help="Show those that follow; the page before names the cursor.")
]
RunId: TypeAlias = Annotated[
    str, typer.Argument(metavar="RUN", help="Id of a load run, as `status` shows it.", show_default=False)
]


def with_options(**groups: Callable[..., Any]) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Give a function, in the place of each parameter named here, the parameters of the group's function.

    The decorated function takes them by name, calls each group with its own, and passes on what the group returns.
    Typer then shows the options of all groups as those of the command.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        def expanded(**arguments: Any) -> T:
            values = {
                name: group(**{each: arguments.pop(each) for each in inspect.signature(group).parameters})
                for name, group in groups.items()
            }
            return function(**arguments, **values)

        expanded.__name__, expanded.__doc__ = function.__name__, function.__doc__
        cast("Any", expanded).__signature__ = inspect.Signature([*_parameters(function, groups)])
        return expanded

    return decorate


def _parameters(function: Callable[..., Any], groups: dict[str, Callable[..., Any]]) -> Iterator[inspect.Parameter]:
    for name, parameter in inspect.signature(function).parameters.items():
        options = inspect.signature(groups[name]).parameters.values() if name in groups else [parameter]
        yield from (each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in options)
