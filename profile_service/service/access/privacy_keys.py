"""The keys of erasures, from their secret: a setting, else a file of the data folder."""

from profile_service.domain.privacy.hashes import PrivacyKeys
from profile_service.domain.values.errors import LedgerUnavailable
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.store.places.address import SecretPlace

_VARIABLE = "PROFILE_PRIVACY_SECRET"


def privacy_secret(place: SecretPlace) -> KeySecretPlace:
    """Where the secret is read or made."""
    return KeySecretPlace(place.setting, place.data_dir, "privacy_secret", _VARIABLE)


def privacy_keys(place: SecretPlace | None, mark: str | None) -> PrivacyKeys:
    """The keys that made the hashes in a store, which keeps their `mark`. Raises LedgerUnavailable where their secret
    is not here: what was erased would come in again."""
    secret = privacy_secret(place).read() if place else None
    keys = PrivacyKeys(secret.secret) if secret else None
    if keys is None or (mark is not None and keys.mark != mark):
        raise LedgerUnavailable(
            f"people were erased from this store, and the secret by which they are recognised is not here: give "
            f"{_VARIABLE}, or the file access/privacy_secret, as the machine has it that erased them"
        )
    return keys
