"""Rights: what a role, and a key or token of its holder, lets a caller do. Several together allow what each allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Names: TypeAlias = frozenset[str] | None
"""None stands for all."""
Read: TypeAlias = Literal[
    "profiles",
    "search",
    "explanations",
    "changes",
    "review",
    "load_runs",
    "audit",
    "access",
    "privacy",
    "metrics",
    "segments",
]
Mutation: TypeAlias = Literal[
    "judge",
    "retractJudgement",
    "mergeProfiles",
    "proposeMerge",
    "splitProfile",
    "lockProfile",
    "unlockProfile",
    "moveIdentifier",
    "moveEvent",
    "acceptReview",
    "declineReview",
    "undo",
    "undoRun",
    "recordInteraction",
    "correctInteraction",
    "withdrawInteraction",
    "revealValue",
    "erasePerson",
    "restrictProfile",
    "suppressIdentifier",
]
"""By the names that the API has for them."""
NoteChange: TypeAlias = Literal["correctInteraction", "withdrawInteraction"]
READS: tuple[str, ...] = get_args(Read)
MUTATIONS: tuple[str, ...] = get_args(Mutation)


@dataclass(frozen=True, slots=True)
class Rights:
    """`views`: those that may be chosen, of which the first counts where none is named; `sources`: of whose records
    anything is shown; `clear`: attributes and types of identifiers whose values are not masked; `reveals`: those of the
    masked ones that may be revealed; `rows`: how many items a page has at most; `own_notes`: mutations that may be done
    to the notes that the caller wrote, beside `mutations`."""

    views: tuple[str, ...] | None = None
    reads: Names = None
    mutations: Names = None
    sources: Names = None
    clear: Names = None
    reveals: Names = None
    rows: int | None = None
    own_notes: Names = None

    def within(self, other: "Rights") -> "Rights":
        """What both allow. The order of the views stays."""
        views = self.views if self.views is not None else other.views
        return Rights(
            views=None if views is None else tuple(view for view in views if other.chooses(view)),
            reads=both(self.reads, other.reads),
            mutations=both(self.mutations, other.mutations),
            sources=both(self.sources, other.sources),
            clear=both(self.clear, other.clear),
            reveals=both(self.reveals, other.reveals),
            rows=min((rows for rows in (self.rows, other.rows) if rows is not None), default=None),
            own_notes=both(self.own_notes, other.own_notes),
        )

    def chooses(self, view: str) -> bool:
        return self.views is None or view in self.views

    def shows_source(self, source: str) -> bool:
        """Whether records of the source are shown; an instance that is not named itself counts as its source:
        `shopify-eu` as `shopify`."""
        if self.sources is None:
            return True
        while source not in self.sources and "-" in source:
            source = source.rpartition("-")[0]
        return source in self.sources

    def page(self, first: int) -> int:
        """How many items a page has where `first` are asked for."""
        return first if self.rows is None else min(first, self.rows)


UNRESTRICTED = Rights()
_NONE: frozenset[str] = frozenset()
NOTHING = Rights((), _NONE, _NONE, _NONE, _NONE, _NONE, 0, _NONE)


def both(one: Names, other: Names) -> Names:
    """The names that both allow."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def allows(names: Names, name: str) -> bool:
    return names is None or name in names


def scoped_rights(scopes: Iterable[str]) -> Rights:
    """The rights that scopes leave of a role's: `read`, `write`, `read:changes`, `mutation:judge`, `view:support`.

    Where only views are named, or nothing, the rest stays. A mutation shows the profile that it changed, so it brings
    the reading of profiles.
    """
    named = frozenset(scopes)
    views = tuple(sorted(_after("view:", named))) or None
    if all(scope.startswith("view:") for scope in named):
        return Rights(views=views)
    mutations: Names = None if "write" in named else frozenset(_after("mutation:", named))
    brought = frozenset({"profiles"} if mutations is None or mutations else ())
    reads: Names = None if "read" in named else brought.union(_after("read:", named))
    return Rights(views=views, reads=reads, mutations=mutations, own_notes=mutations)


def is_scope(text: str) -> bool:
    """Whether the text is a scope; names of views are not looked up."""
    kind, _, name = text.partition(":")
    if kind == "view":
        return bool(name)
    return text in {"read", "write"} or (kind == "read" and name in READS) or (kind == "mutation" and name in MUTATIONS)


def _after(prefix: str, names: Iterable[str]) -> Iterable[str]:
    return (name.removeprefix(prefix) for name in names if name.startswith(prefix))
