"""The chain of the audit: each line carries an HMAC over itself and the line before, so that none can be changed, left
out, moved or added by anybody who has not the key.

A line is a JSON object whose last member is `mac`; the HMAC goes over the `mac` of the line before, 64 zeros for the
first one, and all of the line that stands before `,"mac":`.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import orjson

GENESIS = "0" * 64
"""In the place of the HMAC before the first line."""
_MAC = b',"mac":"'
_END = b'"}'
_HASH_CHARACTERS = 32


class ChainKeys(Protocol):
    """The key of a chain: of the audit's, or of the ledger's."""

    def link(self, previous: str, signed: bytes) -> str:
        """The HMAC of a line, in hexadecimal."""


class AuditKeys:
    """The keys of an audit, all derived from one secret: to know the hash of a profile makes no line. No
    representation shows any."""

    __slots__ = ("_chain", "_checkpoint", "_profile", "_reason")

    def __init__(self, secret: bytes) -> None:
        # Made ready once and copied: to key an HMAC takes six times as long as to compute it of a line.
        self._chain, self._checkpoint, self._profile, self._reason = (
            hmac.new(hmac.digest(secret, f"audit {purpose}".encode(), "sha256"), digestmod="sha256")
            for purpose in ("chain", "checkpoint", "profile", "reason")
        )

    def __repr__(self) -> str:
        return "AuditKeys(…)"

    def profile(self, id: str) -> str:
        """What stands for the id of a profile: the first 32 hexadecimal digits of its HMAC-SHA256."""
        return _hex(self._profile, id.encode())[:_HASH_CHARACTERS]

    def reason(self, text: str) -> str:
        """What stands for the words of a reason; they themselves are in the history of the profile."""
        return _hex(self._reason, text.encode())[:_HASH_CHARACTERS]

    def link(self, previous: str, signed: bytes) -> str:
        """The HMAC of a line, in hexadecimal."""
        return _hex(self._chain, previous.encode() + signed)

    def checkpoint(self, signed: bytes) -> str:
        return _hex(self._checkpoint, signed)


def _hex(keyed: hmac.HMAC, text: bytes) -> str:
    digest = keyed.copy()
    digest.update(text)
    return digest.hexdigest()


class ChainEnd(NamedTuple):
    """Number and HMAC of the latest line."""

    seq: int
    mac: str


START = ChainEnd(0, GENESIS)


def chained(body: bytes, end: ChainEnd, keys: ChainKeys) -> tuple[bytes, ChainEnd]:
    """The line of a JSON object that has the number after `end`, with its line feed, and where the chain ends then."""
    signed = body[:-1]
    mac = keys.link(end.mac, signed)
    return signed + _MAC + mac.encode() + _END + b"\n", ChainEnd(end.seq + 1, mac)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line as it was read. `signed`: what its HMAC goes over, besides the line before."""

    signed: bytes
    mac: str
    seq: int
    members: dict[str, object] = field(repr=False)

    @property
    def lost(self) -> int:
        """How many lines before it are gone, by its own word."""
        rows = self.members.get("rows")
        return rows if self.members.get("operation") == LOST and isinstance(rows, int) else 0

    def follows(self, end: ChainEnd, keys: ChainKeys) -> bool:
        return self.seq == end.seq + self.lost + 1 and hmac.compare_digest(
            keys.link(end.mac, self.signed).encode(), self.mac.encode()
        )

    @property
    def end(self) -> ChainEnd:
        return ChainEnd(self.seq, self.mac)


def audit_line(text: bytes) -> AuditLine | None:
    """The line of these bytes, which have no line feed; None where they are none."""
    signed, separator, rest = text.rpartition(_MAC)
    if not separator or not rest.endswith(_END) or len(rest) != len(GENESIS) + len(_END):
        return None
    try:
        members = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    seq = members.get("seq") if isinstance(members, dict) else None
    if not isinstance(seq, int):
        return None
    return AuditLine(signed, rest[: len(GENESIS)].decode("ascii", "replace"), seq, members)


REPAIR = "repair"
"""The operation of the line that tells how many bytes a process left unfinished before it, when it was killed."""
LOST = "lost"
"""The operation of the line that tells that lines are gone which were written, but were not yet on the disk when the
machine stopped."""


def repair_details(remains: bytes) -> dict[str, str | int]:
    """What a repairing line says of the unfinished bytes before it."""
    return {"bytes": len(remains), "sha256": hashlib.sha256(remains).hexdigest()}


_NO_LINE = "is no line of an audit"


class Fault(NamedTuple):
    """Something wrong in a file: the number of its line there, from 1, and a sentence."""

    line: int
    text: str


class ChainCheck:
    """Follows a chain line by line. Of a line that does not fit, its own word counts for the next, so that one fault is
    told once, where it is."""

    def __init__(self, keys: ChainKeys, start: ChainEnd = START) -> None:
        self._keys = keys
        self._remains: list[tuple[int, bytes]] = []
        self.end = start
        self._losses: list[Fault] = []

    def check(self, number: int, text: bytes) -> list[Fault]:
        """What is wrong with the next line, or with unfinished ones before it."""
        line = audit_line(text)
        if line is None:
            self._remains.append((number, text))
            return []
        faults = self._unexplained(number, line)
        if not line.follows(self.end, self._keys):
            faults.append(Fault(number, self._why_not(line)))
        elif line.lost:
            self._losses.append(Fault(number, "tells that lines before it were lost when the machine stopped"))
        self.end = line.end
        return faults

    @property
    def unfinished(self) -> list[bytes]:
        """The latest lines, as far as they are none."""
        return [text for _, text in self._remains]

    def over(self) -> list[Fault]:
        """What is wrong at the end of a file: unfinished lines that nothing explains, and what is told to be lost."""
        faults = [*(Fault(number, _NO_LINE) for number, _ in self._remains), *self._losses]
        self._remains, self._losses = [], []
        return faults

    def _unexplained(self, number: int, line: AuditLine) -> list[Fault]:
        remains, self._remains = self._remains, []
        if line.members.get("operation") in {REPAIR, LOST}:
            unfinished = repair_details(b"\n".join(text for _, text in remains)) if remains else {}
            if line.members.get("details", {}) == unfinished:
                return []
            return [Fault(number, "does not say what stands before it")]
        return [Fault(each, _NO_LINE) for each, _ in remains]

    def _why_not(self, line: AuditLine) -> str:
        expected = self.end.seq + 1
        if line.seq > expected:
            return f"is number {line.seq}: {expected} to {line.seq - 1} are missing before it"
        if line.seq < expected:
            return f"is number {line.seq}, which is out of place here: {expected} was expected"
        return "was changed, or does not follow the line before it"
