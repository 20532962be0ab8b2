"""Preview of identity rules: their impact, before they are applied."""

from profile_service.domain.resolution.impact import Impact
from profile_service.domain.resolution.rules_diff import differences
from profile_service.service.declared.identity_rules import rules_from
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.service.resolution.what_if import Progress, what_if
from profile_service.store.engine.store import Store


async def preview(store: Store, text: str, where: str, progress: Progress = lambda _: None) -> Impact:
    """The impact of applying rules. Nothing is written. Raises InvalidInput, naming `where`, for unsound rules."""
    return await what_if(store, rules_from(text, where), progress=progress)


async def changed_rules(store: Store, text: str, where: str) -> list[str]:
    """The differences between these rules and those in force, a line for each; empty where there is none."""
    return differences((await active_rules(store)).rules, rules_from(text, where))
