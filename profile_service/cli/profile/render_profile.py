"""A customer as `profile show` prints them, for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.domain.access.masks import Masks
from profile_service.domain.context import event_details
from profile_service.domain.context.threads.thread import Thread
from profile_service.domain.profile.candidates import GoldenValue
from profile_service.domain.profile.possible_matches import SEPARATION_CLAUSES, MatchEvidence
from profile_service.domain.profile.profiles import former_identifiers
from profile_service.domain.profile.tallies import Tally, purchase_count, spend_by_currency
from profile_service.domain.profile.timelines import TimelinePage
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.values.money import exponent
from profile_service.domain.values.quantities import counted
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.possible_matches import PossibleMatch

_SHOWN_TEXT = 120
"""How many characters of what somebody wrote stand in a line."""


@dataclass(frozen=True)
class ShownProfile:
    """A customer with a page of events, newest first. `threads`: the open ones, None where the view hides them;
    `first_seen`, `last_seen`: fixed-width UTC text, None where there is no event; `perhaps_also`: others who may be
    the same customer."""

    customer: Customer
    page: TimelinePage
    threads: Sequence[Thread] | None
    first_seen: str | None
    last_seen: str | None
    perhaps_also: Sequence[PossibleMatch] = ()

    @property
    def tallies(self) -> list[Tally]:
        return [tally for record in self.customer.profile.records for tally in record.tallies]

    @property
    def spend(self) -> dict[str, int]:
        """Currency → minor units."""
        return spend_by_currency(record.tallies for record in self.customer.profile.records)

    def words(self, event: Event) -> dict[str, str | None]:
        """Topic, outcome and text of an event, None where it has none; with no identifier that the view hides."""
        masks = Masks(clear=None, types=self.customer.view.identifiers)
        words = {
            "topic": event_details.text(event, "topic"),
            "outcome": event_details.text(event, "outcome", "resolution"),
            "text": event_details.text(event, "text", "comment", "body", "transcript"),
        }
        return {name: masks.text(word) or None for name, word in words.items()}

    @property
    def golden(self) -> dict[str, GoldenValue | None]:
        """Name, e-mail and phone, as far as the view shows them."""
        view, customer = self.customer.view, self.customer
        values = {"name": customer.golden_name()} if view.shows_attribute("name") else {}
        types = (type for type in ("email", "phone") if view.shows_identifier(type))
        return values | {type: customer.golden_identifier(type) for type in types}


def profile_lines(shown: ShownProfile) -> Iterator[str]:
    """Who it is, then the totals, the latest events, and what is open."""
    profile, golden = shown.customer.profile, shown.golden
    name = golden.pop("name", None)
    yield f"{name.winner.value if name else '(no name)'}  ({profile.id})"
    if shown.customer.resolved_from:
        yield f"    {shown.customer.resolved_from} is an old id of it"
    for type, value in golden.items():
        if value:
            yield f"    {type}  {value.winner.value}  from {value.winner.record}"
    for former in _former_identifiers(shown):
        dates = f"from {former['firstSeen'][:10]} to {former['lastSeen'][:10]}"
        yield f"    {former['type']}  {former['value']}  formerly, {dates}"
    keys = ", ".join(record.key for record in profile.records)
    yield f"    {counted(len(profile.records), 'record')}: {keys}"
    if profile.locked_at:
        yield f"    locked by {profile.locked_by} since {to_the_second(profile.locked_at)}"
    yield f"    {_totals(shown)}"
    if shown.page.events:
        yield "Latest events:"
        yield from (f"    {_event_line(event, shown.words(event))}" for event in shown.page.events)
    if shown.threads:
        yield "Open threads:"
        yield from (f"    {_thread_line(thread)}" for thread in shown.threads)
    if shown.perhaps_also:
        yield "Perhaps also:"
        yield from (f"    {_match_line(match)}" for match in shown.perhaps_also)


def profile_data(shown: ShownProfile) -> dict[str, Any]:
    """The names are those of the GraphQL API. What the view hides is absent."""
    profile = shown.customer.profile
    records = [
        {
            "key": each.key,
            "source": each.source,
            "recordId": each.record_id,
            "retiredAt": each.retired_at,
            "merged": each.merged,
        }
        for each in profile.records
    ]
    spend = [{"currency": currency, "totalMinor": total} for currency, total in shown.spend.items()]
    data = {
        "id": profile.id,
        "formerIds": profile.former_ids,
        "resolvedFrom": shown.customer.resolved_from,
        "version": profile.version,
        "view": shown.customer.view.name,
        "lockedBy": profile.locked_by,
        "lockedAt": profile.locked_at,
        **{name: value and _golden_data(value) for name, value in shown.golden.items()},
        "formerIdentifiers": _former_identifiers(shown),
        "records": records,
        "summary": {
            "events": _count(shown.tallies),
            "orders": purchase_count(shown.tallies),
            "spend": spend,
            "firstSeen": shown.first_seen,
            "lastSeen": shown.last_seen,
        },
        "timeline": [_event_data(event) | shown.words(event) for event in shown.page.events],
        "perhapsAlso": [_match_data(match) for match in shown.perhaps_also],
    }
    if shown.threads is not None:
        data["openThreads"] = [_thread_data(thread) for thread in shown.threads]
    return data


def _former_identifiers(shown: ShownProfile) -> list[dict[str, str]]:
    """Those that the customer had before, with the first and the last time that a record was seen with them."""
    records = shown.customer.profile.records
    former = []
    for identifier in sorted(former_identifiers(records)):
        claims = [claim for record in records for claim in record.claims if claim.identifier == identifier]
        first, last = min(claim.first_seen for claim in claims), max(claim.last_seen for claim in claims)
        former.append({"type": identifier.type, "value": identifier.value, "firstSeen": first, "lastSeen": last})
    return former


def _totals(shown: ShownProfile) -> str:
    """`339 orders, 2,871.01 USD; 1,204 events from 2016-04-12 to 2017-05-02`"""
    spend = [amount(total, currency) for currency, total in shown.spend.items()]
    sales = ", ".join([counted(purchase_count(shown.tallies), "order"), *spend])
    seen = f" from {shown.first_seen[:10]} to {shown.last_seen[:10]}" if shown.first_seen and shown.last_seen else ""
    return f"{sales}; {counted(_count(shown.tallies), 'event')}{seen}"


def amount(minor: int, currency: str) -> str:
    """`2,871.01 USD`, `500 JPY`"""
    decimals = exponent(currency)
    return f"{Decimal(minor).scaleb(-decimals):,.{decimals}f} {currency}"


def _count(tallies: Sequence[Tally]) -> int:
    return sum(tally.count for tally in tallies)


def _event_line(event: Event, words: Mapping[str, str | None]) -> str:
    """`2026-11-05 09:00:00  note  phone  a late parcel: "It came on Monday" (solved)`"""
    parts = [to_the_second(event.occurred_at), event.kind, event.channel or ""]
    if isinstance(event, Transaction):
        parts.append(amount(event.total_minor, event.currency) if event.has_amount else "amount unknown")
    about = ", ".join(subject.name or subject.key for subject in event.about)
    return "  ".join(filter(None, [*parts, about, _words(words)]))


def _words(words: Mapping[str, str | None]) -> str:
    text = shorten(words["text"], _SHOWN_TEXT, placeholder=" …") if words["text"] else ""
    said = ": ".join(filter(None, [words["topic"], f'"{text}"' if text else ""]))
    return " ".join(filter(None, [said, f"({words['outcome']})" if words["outcome"] else ""]))


def _thread_line(thread: Thread) -> str:
    where = f", can go on by {', '.join(thread.can_go_on)}" if thread.can_go_on else ""
    return f"{thread.kind.value}  {thread.topic}  since {to_the_second(thread.opened_at)}{where}: {thread.reason}"


def _match_line(match: PossibleMatch) -> str:
    """`Ann Smith  (0198…)  by phone +14155552671; their birth dates differ`"""
    name = match.customer.golden_name()
    evidence = ", ".join(_evidence_text(piece) for piece in match.evidence)
    reasons = " and ".join(SEPARATION_CLAUSES[reason] for reason in match.kept_apart_by)
    return f"{name.winner.value if name else '(no name)'}  ({match.customer.profile.id})  by {evidence}; {reasons}"


def _evidence_text(piece: MatchEvidence) -> str:
    if piece.identifier:
        return f"{piece.identifier.type} {piece.identifier.value}"
    return f"{piece.kind.value}: {piece.reason}" if piece.reason else piece.kind.value


def _match_data(match: PossibleMatch) -> dict[str, Any]:
    evidence = [
        {
            "kind": piece.kind.name,
            "type": piece.identifier.type if piece.identifier else None,
            "value": piece.identifier.value if piece.identifier else None,
            "reason": piece.reason,
            "score": piece.score,
        }
        for piece in match.evidence
    ]
    name = match.customer.golden_name()
    return {
        "profile": {"id": match.customer.profile.id, "name": name.winner.value if name else None},
        "evidence": evidence,
        "keptApartBy": [reason.name for reason in match.kept_apart_by],
    }


def _golden_data(golden: GoldenValue) -> dict[str, Any]:
    winner = golden.winner
    return {
        "value": winner.value,
        "source": winner.source,
        "record": winner.record,
        "observedAt": winner.observed_at,
    }


def _event_data(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": event.key,
        "kind": event.kind,
        "channel": event.channel,
        "occurredAt": event.occurred_at,
        "record": event.record,
        "about": [{"type": each.label, "key": each.key, "name": each.name or None} for each in event.about],
    }
    if isinstance(event, Transaction):
        data |= {
            "number": event.number,
            "status": event.status,
            "currency": event.currency,
            "totalMinor": event.total_minor,
        }
    return data


def _thread_data(thread: Thread) -> dict[str, Any]:
    return {
        "kind": thread.kind.name,
        "key": thread.key,
        "topic": thread.topic,
        "channel": thread.channel,
        "openedAt": thread.opened_at,
        "lastAt": thread.last_at,
        "canGoOn": thread.can_go_on,
        "reason": thread.reason,
        "evidence": thread.evidence,
    }
