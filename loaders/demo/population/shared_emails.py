"""Two people of one household with one e-mail address."""

from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

from loaders.demo.population.people import TruePerson

_PAIRS = 4


def shared_emails(people: Sequence[TruePerson], shoppers: Set[str]) -> Mapping[str, str]:
    """Person id → the e-mail of the card holder of the same household, for the first few who both shop online."""
    pairs = [
        (holder, partner)
        for holder, partner in pairwise(people)
        if holder.household == partner.household and {holder.id, partner.id} <= shoppers and not holder.role
    ]
    return {partner.id: holder.email for holder, partner in pairs[:_PAIRS]}
