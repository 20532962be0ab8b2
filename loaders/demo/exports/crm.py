"""The CRM's export: Salesforce contacts, every value quoted, API names in the header."""

from datetime import timedelta
from random import Random
from string import ascii_letters, digits

from loaders.demo.exports.export_rows import CsvRow
from loaders.demo.exports.form_entries import typed_name_and_email, typed_phones
from loaders.demo.exports.timestamps import crm_time
from loaders.demo.population.people import TruePerson
from loaders.demo.population.population import Population
from loaders.sources.salesforce.fields import long_id

COLUMNS = (
    "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Name,OtherStreet,OtherCity,OtherState,"
    "OtherPostalCode,OtherCountry,OtherLatitude,OtherLongitude,OtherGeocodeAccuracy,MailingStreet,MailingCity,"
    "MailingState,MailingPostalCode,MailingCountry,MailingLatitude,MailingLongitude,MailingGeocodeAccuracy,Phone,Fax,"
    "MobilePhone,HomePhone,OtherPhone,AssistantPhone,ReportsToId,Email,Title,Department,AssistantName,LeadSource,"
    "Birthdate,Description,OwnerId,CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,"
    "LastActivityDate,LastCURequestDate,LastCUUpdateDate,LastViewedDate,LastReferencedDate,EmailBouncedReason,"
    "EmailBouncedDate,IsEmailBounced,PhotoUrl,Jigsaw,JigsawContactId,CleanStatus,IndividualId,Loyalty_Number__c"
).split(",")
_REMARKS = ("Typed in at the counter", "Form was hard to read", "")
_OFFICE, _AT_OFFICE = "(417) 555-0142", 0.03
"""The number of an office where that share of the people work, each at an extension."""
_MERGED = 2
"""So many contacts were merged into another one in the CRM and are deleted there."""


def contacts(population: Population) -> list[CsvRow]:
    """Contacts of most people, some twice; the merged ones are last."""
    rng, rows = population.random_stream("crm"), []
    for person in population.people:
        if person.role or rng.random() < (0.75 if person.holds_card else 0.4):
            card = str(person.household) if person.holds_card or rng.random() < 0.15 else ""
            rows.append(_contact(rng, population, person, "" if not person.role and rng.random() < 0.08 else card))
            if not person.role and rng.random() < 0.08:
                duplicate = {"Email": person.other_email, "Description": rng.choice(_REMARKS)}
                rows.append(_contact(rng, population, person, "") | duplicate)
    return rows + [_merged_contact(rng, row) for row in rows[:_MERGED]]


def _contact(rng: Random, population: Population, person: TruePerson, card: str) -> CsvRow:
    given, family, email = typed_name_and_email(rng, person)
    phone, mobile = typed_phones(rng, person)
    created_at = population.year - timedelta(days=4 * 365, minutes=-rng.randrange(4 * 365 * 1440))
    modified_at = population.year + timedelta(hours=14, minutes=rng.randrange(364 * 1440))
    id, address = _id(rng), person.home
    population.truth.assign("salesforce", id, person)
    row = dict.fromkeys(COLUMNS, "") | {
        "Id": id, "IsDeleted": "false", "LastName": family, "FirstName": given, "Name": f"{given} {family}",
        "Salutation": rng.choice({"f": ("Ms.", "Mrs.", "", ""), "m": ("Mr.", "")}[person.name.gender]),
        "Phone": phone, "MobilePhone": mobile, "Email": email,
        "Birthdate": person.born.isoformat() if person.role or rng.random() < 0.6 else "",
        "LeadSource": rng.choice(("Store", "Web", "Loyalty desk", "")), "CreatedDate": crm_time(created_at),
        "LastModifiedDate": crm_time(modified_at), "SystemModstamp": crm_time(modified_at), "IsEmailBounced": "false",
        "Loyalty_Number__c": card, "OtherPhone": _office_phone(population, person),
    }  # fmt: skip
    if person.role or rng.random() < 0.85:
        row |= {"MailingStreet": address.street, "MailingCity": address.city, "MailingState": address.region}
        row |= {"MailingPostalCode": address.zip}
    return row | {"MailingCountry": rng.choice(("US", "USA", "United States"))}


def _office_phone(population: Population, person: TruePerson) -> str:
    works_there = not person.role and population.random_stream(f"office:{person.id}").random() < _AT_OFFICE
    return f"{_OFFICE} x{person.id.removeprefix('p')}" if works_there else ""


def _merged_contact(rng: Random, survivor: CsvRow) -> CsvRow:
    """The row of a contact that was merged into the survivor's: an id and little else."""
    return dict.fromkeys(COLUMNS, "") | {
        "Id": _id(rng),
        "IsDeleted": "true",
        "MasterRecordId": survivor["Id"],
        "LastName": survivor["LastName"],
        "CreatedDate": survivor["CreatedDate"],
    }


def _id(rng: Random) -> str:
    return long_id("0035g00000" + "".join(rng.choices(ascii_letters + digits, k=5)))
