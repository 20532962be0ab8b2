"""What holds for every record of a load, beside its own row."""

from dataclasses import dataclass, field

from profile_service.domain.resolution.rules import Rules
from profile_service.service.declared.identity_rules import packaged_rules


@dataclass(frozen=True)
class RecordDefaults:
    """`country` (ISO 3166) reads national phones of rows that name no country. `rules`: the identity rules in force, by
    which an identifier is junk or not; junk names no record, for it would make one person of many."""

    country: str | None = None
    rules: Rules = field(default_factory=packaged_rules)
