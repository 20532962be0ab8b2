"""Profiles as GraphQL serves them, to be compared with what the raw files state."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.oracle.demo import ProfileFacts

_ORDERS = 30
_QUERY = """
query ($id: ID!, $now: DateTime!) {
  profile(id: $id) {
    name { value }
    records { key }
    identifiers(types: ["email"]) { value }
    summary { orders spend { currency totalMinor } }
    consents { channel status }
    context(now: $now) {
      orders(first: 30) { number currency stage }
      openThreads { evidence }
    }
  }
}
"""


@dataclass(frozen=True)
class ServedProfile:
    """`stages`: number and currency → stage, of the latest orders; `open_tickets`: those in open threads' evidence."""

    name: str | None
    records: tuple[str, ...]
    emails: tuple[str, ...]
    orders: int
    spend: Mapping[str, int]
    stages: Mapping[tuple[str, str], str]
    open_tickets: frozenset[str]
    consent: str | None

    def agrees_with(self, facts: ProfileFacts) -> bool:
        """Whether the files state the same."""
        totals = (self.orders, self.spend, self.consent) == (facts.orders, facts.spend, facts.consent)
        return totals and self._stages_agree(facts) and self._tickets_agree(facts) and self._name_agrees(facts)

    def _stages_agree(self, facts: ProfileFacts) -> bool:
        """The real purchases have no state of their own; of customers with many of them only the latest count."""
        shop = {order: stage for order, stage in self.stages.items() if order[0].startswith("#")}
        return shop.items() <= facts.stages.items() and (len(self.stages) == _ORDERS or shop == facts.stages)

    def _tickets_agree(self, facts: ProfileFacts) -> bool:
        """What is open stays so until a call says that it is solved; what a call promised is open too."""
        must = facts.open_tickets - facts.solved_by_phone
        return must <= self.open_tickets <= facts.open_tickets | facts.promised_by_phone

    def _name_agrees(self, facts: ProfileFacts) -> bool:
        """A name is one that a source states, and no initial stands for a family name that another source states."""
        if self.name is None:
            return not facts.names
        name = self.name.lower()
        abbreviated = re.fullmatch(r"(\w+) (\w)\.?", name)
        stem = f"{abbreviated[1]} {abbreviated[2]}" if abbreviated else None
        fuller = {n for n in facts.names if stem and n.startswith(stem) and len(n) > len(stem) + 1}
        return name in facts.names and not fuller


def profile_ids(data_dir: Path, out: Path) -> list[str]:
    """The ids of all profiles that have records, by the command that writes them into the file."""
    command = [sys.executable, "-m", "profile_service.cli", "identity", "crosswalk", "--out", str(out)]
    subprocess.run(command, env={"PROFILE_DATA_DIR": str(data_dir)}, check=True, capture_output=True, timeout=60)
    with out.open(encoding="utf-8", newline="") as file:
        return sorted({row["profile_id"] for row in csv.DictReader(file)})


def served_profiles(client: httpx.Client, ids: Iterable[str], now: str) -> Mapping[str, ServedProfile]:
    """Id → the profile as of the moment `now`, as this client may see it."""
    return {id: _profile(client, id, now) for id in ids}


def _profile(client: httpx.Client, id: str, now: str) -> ServedProfile:
    answer: dict[str, Any] = client.post("/graphql", json={"query": _QUERY, "variables": {"id": id, "now": now}}).json()
    assert "errors" not in answer, answer
    profile = answer["data"]["profile"]
    evidence = {key for thread in profile["context"]["openThreads"] for key in thread["evidence"]}
    consents = {consent["status"] for consent in profile["consents"] if consent["channel"] == "email"}
    return ServedProfile(
        name=profile["name"] and profile["name"]["value"],
        records=tuple(record["key"] for record in profile["records"]),
        emails=tuple(identifier["value"] for identifier in profile["identifiers"]),
        orders=profile["summary"]["orders"],
        spend={sum["currency"]: sum["totalMinor"] for sum in profile["summary"]["spend"] if sum["totalMinor"]},
        stages={(order["number"], order["currency"]): order["stage"] for order in profile["context"]["orders"]},
        open_tickets=frozenset(key.rpartition(":")[2] for key in evidence if ":ticket:" in key),
        consent=", ".join(sorted(consents)) or None,
    )
