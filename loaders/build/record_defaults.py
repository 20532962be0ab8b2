"""What holds for every record of a load, beside its own row."""

from dataclasses import dataclass, field

from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.placeholders import is_program_word
from profile_service.service.declared.identity_rules import packaged_rules


@dataclass(frozen=True)
class RecordDefaults:
    """`country` (ISO 3166) reads national phones of rows that name no country. `rules`: the identity rules in force, by
    which an identifier is junk or not; junk names no record, for it would make one person of many."""

    country: str | None = None
    rules: Rules = field(default_factory=packaged_rules)

    def names_nobody(self, id: str) -> bool:
        """Whether an id is a program's word for none, or one that the rules have for nobody."""
        return is_program_word(id) or id.casefold() in self.rules.nobody
