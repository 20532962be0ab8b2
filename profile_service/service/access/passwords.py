"""Passwords, kept as Argon2id hashes. argon2-cffi is used here alone."""

import asyncio
import base64
import unicodedata

import argon2

from profile_service.domain.values.errors import InvalidInput, TooManyTries

LEAST_CHARACTERS = 12
MAX_CHARACTERS = 256
_AT_ONCE = 2
"""How many passwords are tested at the same time: each takes 64 MB for as long."""
_MOST_WAITING = 50
"""Beyond that, which takes seconds to work off, it is said at once."""

# The second choice of RFC 9106, section 4: 64 MiB, three passes, four lanes.
_HASHER = argon2.PasswordHasher(
    time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, type=argon2.Type.ID
)


class Passwords:
    """Makes and tests hashes, in threads and few at once."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def hashed(self, password: str) -> str:
        """The hash of a new password. Raises InvalidInput where it is too short or too long."""
        text = normal_password(password)
        if len(text) < LEAST_CHARACTERS:
            raise InvalidInput(f"the password has fewer than {LEAST_CHARACTERS} characters; take some words")
        async with self._turns:
            return await asyncio.to_thread(_HASHER.hash, text)

    async def matches(self, password: str, hash: str | None) -> bool:
        """Whether it is the password of the hash; with None it takes as long and is not. Too long, it costs nothing.

        Raises TooManyTries where too many wait already.
        """
        try:
            text = normal_password(password)
        except InvalidInput:
            return False
        if self._waiting >= _MOST_WAITING:
            raise TooManyTries("too many people are logging in at this moment", 2)
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(_matches, text, hash or _nobodys_hash())
        finally:
            self._waiting -= 1


def normal_password(password: str) -> str:
    """The characters of a password, however a keyboard makes them. Raises InvalidInput where it is too long, or no
    text."""
    if len(password) > MAX_CHARACTERS:
        raise InvalidInput(f"the password has more than {MAX_CHARACTERS} characters")
    try:
        password.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput("the password holds a lone surrogate, which is no character") from error
    return unicodedata.normalize("NFKC", password)


def is_outdated(hash: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(hash)


def _nobodys_hash() -> str:
    """A hash of no password, by which a name that is nobody's costs as much time as somebody's."""
    salt, hash = (base64.b64encode(bytes(length)).decode().rstrip("=") for length in (16, 32))
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${hash}"


def _matches(password: str, hash: str) -> bool:
    try:
        return _HASHER.verify(hash, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
