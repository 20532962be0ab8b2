"""`identity why`, `how` and `history`: the evidence of identity, and what happened to a profile."""

from typing import Annotated, Any, TypeAlias

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import After, AsJson, First
from profile_service.cli.console.output import PageEnd, print_json, print_lines, to_the_second
from profile_service.domain.explanation.evidence import Side, Step
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.values.errors import NotFound
from profile_service.service.profile.explain import Explainer, Explanation

_Who: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="RECORD|ID", help="Key of a record, or id of a profile; old ids too.", show_default=False),
]


def why(a: _Who, b: _Who, *, as_json: AsJson = False) -> None:
    """Explain why two are one person, or what keeps them apart."""
    answer = ask_audited("identity why", lambda store, acts: Explainer(store, acts=acts).why(a, b))
    if as_json:
        sides = {"a": _side_data(answer.a), "b": _side_data(answer.b)}
        steps = [_step_data(step) for step in answer.steps]
        print_json({"same": answer.same, "summary": summary(answer)} | sides | {"steps": steps})
        return
    print_lines([summary(answer), *(f"  {sentence(step)}" for step in answer.steps)])


def how(profile: _Who, *, as_json: AsJson = False) -> None:
    """Show the steps by which a profile came to be, in the order of time."""
    explanation = _found(ask_audited("identity how", lambda store, acts: Explainer(store, acts=acts).how(profile)))
    _print(explanation, PageEnd(has_next=False, cursor=None), as_json=as_json)


def history(profile: _Who, first: First = 20, after: After = None, *, as_json: AsJson = False) -> None:
    """Show every merge, split, judgement and lock of a profile, newest first."""
    explanation = _found(
        ask_audited("identity history", lambda store, acts: Explainer(store, acts=acts).history(profile, first, after))
    )
    _print(explanation, PageEnd(explanation.has_next, explanation.cursor), as_json=as_json)


def _found(explanation: Explanation | None) -> Explanation:
    if explanation is None:
        raise NotFound("there is no such record and no such profile; give a record's key (source:id) or a profile's id")
    return explanation


def _print(explanation: Explanation, end: PageEnd, *, as_json: bool) -> None:
    if as_json:
        head = {"profile": explanation.profile, "resolvedFrom": explanation.resolved_from}
        print_json(head | {"steps": [_step_data(step) for step in explanation.steps]} | end.data())
        return
    lines = (f"  {_when(step)}{sentence(step)}{_decision(step)}" for step in explanation.steps)
    print_lines([f"The profile {explanation.profile}:", *lines])
    end.say()


def _when(step: Step) -> str:
    return f"{to_the_second(step.at)}  " if step.at else ""


def _decision(step: Step) -> str:
    return f" (decision {step.decision})" if step.decision else ""


def _side_data(side: Side) -> dict[str, Any]:
    return {
        "asked": side.asked,
        "profile": side.profile,
        "resolvedFrom": side.resolved_from,
        "records": sorted(side.records),
    }


def _step_data(step: Step) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    identifier = step.identifier
    return {
        "kind": step.kind.name,
        "sentence": sentence(step),
        "left": step.left,
        "right": step.right,
        "identifier": identifier and {"type": identifier.type.removesuffix(CANONICAL), "value": identifier.value},
        "judgement": step.judgement,
        "detail": step.detail or None,
        "reason": step.reason or None,
        "actor": step.actor or None,
        "at": step.at,
        "profile": step.profile,
        "others": step.others,
        "records": step.records,
        "decision": step.decision or None,
    }
