"""Claims in canonical form, which rules derive from the stated ones: replaced when the rules change."""

from collections import Counter
from collections.abc import Sequence

from profile_service.domain.resolution.claims import Claim
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution import claims
from profile_service.store.sources.records import keep_identifiers

# An identifier without holders cannot wait for a decision.
_CLEAR_CONTESTED = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= 0
SET i.contested = null, i.obstacle = null
"""


async def replace(tx: WriteTransaction, missing: Sequence[Claim], obsolete: Sequence[Claim]) -> None:
    """Delete the obsolete claims, create the missing ones, maybe the same with other dates, and correct the counts of
    their identifiers' holders."""
    more = Counter(claim.identifier for claim in missing)
    more.subtract(claim.identifier for claim in obsolete)
    await keep_identifiers(tx, more)
    await claims.delete(tx, obsolete)
    await claims.create(tx, missing)
    if obsolete:
        await tx.run(_CLEAR_CONTESTED, keys=sorted({claim.identifier.key for claim in obsolete}))
