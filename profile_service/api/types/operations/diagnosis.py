"""What is right and wrong with the installation, for those who run it."""

import strawberry

from profile_service.service.diagnosis import diagnoses as service


@strawberry.type(description="One thing that was looked at in the installation, and how it is.")
class Diagnosis:
    check: str = strawberry.field(
        description="What was looked at: `settings`, `declarations`, `folder`, `secret`, `disk`, `audit`, `packages`, "
        "`store`, `schema`, `clock`, `loads` or `access`."
    )
    health: str = strawberry.field(
        description="`ok`; `warning`: it works, and may not for long, or not as meant; `problem`: something does not "
        "work, or is open."
    )
    text: str = strawberry.field(description="How it is, in a sentence.")
    advice: str = strawberry.field(description="What to do; empty where nothing needs to be done.")

    @classmethod
    def of(cls, diagnosis: service.Diagnosis) -> "Diagnosis":
        return cls(check=diagnosis.check, health=diagnosis.health.value, text=diagnosis.text, advice=diagnosis.advice)
