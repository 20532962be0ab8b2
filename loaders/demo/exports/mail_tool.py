"""The mail tool's export: Klaviyo profiles with what each address said to marketing."""

from datetime import timedelta

from loaders.demo.exports.export_rows import CsvRow
from loaders.demo.population.population import Population

COLUMNS = (
    "Email,Klaviyo ID,First Name,Last Name,Email Marketing Consent,Email Marketing Consent Timestamp,Profile Created On"
).split(",")
_ANSWERS = ("SUBSCRIBED", "UNSUBSCRIBED", "NEVER_SUBSCRIBED")


def profiles(population: Population) -> list[CsvRow]:
    """A third of the people, half of them by name; of an address that two people hold, one unsubscribed for both."""
    rng, rows = population.random_stream("mail tool"), []
    shared = set(population.shared_emails.values())
    for person in population.people:
        answer, named = rng.choices(_ANSWERS, (6, 3, 1))[0], rng.random() < 0.5
        at = population.year + timedelta(hours=15, minutes=rng.randrange(364 * 1440))
        if person.role or (rng.random() > 0.35 and person.email not in shared):
            continue
        id = f"01HK{int(person.customer):X}"
        population.truth.assign("klaviyo", id, person)
        rows.append(
            {
                "Email": person.email,
                "Klaviyo ID": id,
                "First Name": person.name.given if named else "",
                "Last Name": person.name.family if named else "",
                "Email Marketing Consent": "UNSUBSCRIBED" if person.email in shared else answer,
                "Email Marketing Consent Timestamp": f"{at:%Y-%m-%d %H:%M:%S}",
                "Profile Created On": f"{at - timedelta(days=30):%Y-%m-%d %H:%M:%S}",
            }
        )
    return rows
