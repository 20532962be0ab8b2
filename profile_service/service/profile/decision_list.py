"""The decisions of stewards as a list, for those who may read why records are one person."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.masks import Masks
from profile_service.domain.profile.views import View
from profile_service.domain.stewardship.decisions import DecisionState, ListedDecision
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.declared.views import view_named
from profile_service.store.engine.store import Store
from profile_service.store.stewardship.decision_pages import decisions_before, with_profiles


class DecisionList:
    """`views`, `masks` and `acts` are as an Explainer has them."""

    def __init__(
        self,
        store: Store,
        views: Mapping[str, View] | None = None,
        caller: Caller = LOCAL,
        masks: Masks | None = None,
        acts: AuditedActs = NOT_AUDITED,
    ) -> None:
        self._store = store
        self._views = views
        self._caller = caller
        self._masks = masks
        self._acts = acts

    def required(self) -> "DecisionList":
        """The same. Raises Forbidden where the caller may not read it."""
        decide_read(self._caller, "explanations").required()
        return self

    async def page(
        self,
        first: int,
        cursor: str | None,
        *,
        profiles: Collection[str] | None = None,
        state: DecisionState | None = None,
    ) -> tuple[list[ListedDecision], bool]:
        """A page of decisions, the newest first, and whether there are more. `profiles`: only those in the history of
        one of these (ids). The reason is empty where the caller's view hides people's own words."""
        view = view_named(decide_read(self._caller, "explanations").required().view, self._views)
        check_first(first)
        first = self._caller.rights.page(first)
        before = read_cursor(cursor) if cursor else ""
        listed = await decisions_before(self._store, profiles, state, before, first + 1)
        shown = await with_profiles(self._store, [self._shown(each, view) for each in listed[:first]])
        self._acts.shows("decisions", {id for each in shown for id in each.profiles}, view, rows=len(shown))
        return shown, len(listed) > first

    def _shown(self, listed: ListedDecision, view: View) -> ListedDecision:
        """Without records of sources that the caller may not see, and with people's own words as `Explainer` has them:
        they may name anybody."""
        rights, decision = self._caller.rights, listed.decision
        records = tuple(key for key in decision.records if rights.shows_source(key.partition(":")[0]))
        hidden = view.attributes is not None or (self._masks is not None and self._masks.by_name)
        count = listed.record_count if rights.sources is None else len(records)
        decision = replace(decision, records=records, reason="" if hidden else decision.reason)
        return replace(listed, decision=decision, record_count=count)
