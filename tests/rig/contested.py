"""Cases of the review queue in tests, each between two customers of its own."""

from profile_service.store.engine.store import Store
from tests.rig.people import load, record

_AT_ONCE = 50


async def load_cases(store: Store, number: int) -> list[str]:
    """Load customers who share an e-mail two by two, and cannot be one by their names; ids of the cases, in the order
    of the queue."""
    people = [
        record(f"{source}:{n}", ("email", f"home{n:03}@lee.org"), given_name=name, family_name="Lee")
        for n in range(number)
        for source, name in (("shop", "Ann"), ("crm", "Robert"))
    ]
    for start in range(0, len(people), _AT_ONCE):
        await load(store, *people[start : start + _AT_ONCE])
    return [f"email:home{n:03}@lee.org" for n in range(number)]
