"""The CRM's export: Salesforce contacts, every value quoted, API names in the header."""

from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_letters, digits

from loaders.demo.form_entries import as_typed, phones_as_typed
from loaders.demo.people import TruePerson
from loaders.demo.population import Town
from loaders.demo.timestamps import crm_time
from loaders.sources.salesforce.fields import long_id

Row = dict[str, str]
COLUMNS = (
    "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Name,OtherStreet,OtherCity,OtherState,"
    "OtherPostalCode,OtherCountry,OtherLatitude,OtherLongitude,OtherGeocodeAccuracy,MailingStreet,MailingCity,"
    "MailingState,MailingPostalCode,MailingCountry,MailingLatitude,MailingLongitude,MailingGeocodeAccuracy,Phone,Fax,"
    "MobilePhone,HomePhone,OtherPhone,AssistantPhone,ReportsToId,Email,Title,Department,AssistantName,LeadSource,"
    "Birthdate,Description,OwnerId,CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,"
    "LastActivityDate,LastCURequestDate,LastCUUpdateDate,LastViewedDate,LastReferencedDate,EmailBouncedReason,"
    "EmailBouncedDate,IsEmailBounced,PhotoUrl,Jigsaw,JigsawContactId,CleanStatus,IndividualId,Loyalty_Number__c"
).split(",")
_CARELESS = ("Typed in at the counter", "Form was hard to read", "")
MERGED = 2
"""So many contacts were merged into another one in the CRM and are deleted there."""


def contacts(town: Town) -> list[Row]:
    rng, rows = town.stream("crm"), []
    for person in town.people:
        if person.role or rng.random() < (0.75 if person.holds_card else 0.4):
            card = str(person.household) if person.holds_card or rng.random() < 0.15 else ""
            rows.append(_contact(rng, town, person, "" if not person.role and rng.random() < 0.08 else card))
            if not person.role and rng.random() < 0.08:
                again = {"Email": person.other_email, "Description": rng.choice(_CARELESS)}
                rows.append(_contact(rng, town, person, "") | again)
    return rows + [_merged(rng, row) for row in rows[:MERGED]]


def _contact(rng: Random, town: Town, person: TruePerson, card: str) -> Row:
    given, family, email = as_typed(rng, person)
    phone, mobile = phones_as_typed(rng, person)
    created = datetime(2013, 1, 1, 14, tzinfo=UTC) + timedelta(minutes=rng.randrange(4 * 365 * 1440))
    modified = datetime(2017, 1, 1, 14, tzinfo=UTC) + timedelta(minutes=rng.randrange(364 * 1440))
    id, address = _id(rng), person.home
    town.truth.claim("salesforce", id, person)
    row = dict.fromkeys(COLUMNS, "") | {
        "Id": id, "IsDeleted": "false", "LastName": family, "FirstName": given, "Name": f"{given} {family}",
        "Salutation": rng.choice({"f": ("Ms.", "Mrs.", "", ""), "m": ("Mr.", "")}[person.name.gender]),
        "Phone": phone, "MobilePhone": mobile, "Email": email,
        "Birthdate": person.born.isoformat() if person.role or rng.random() < 0.6 else "",
        "LeadSource": rng.choice(("Store", "Web", "Loyalty desk", "")), "CreatedDate": crm_time(created),
        "LastModifiedDate": crm_time(modified), "SystemModstamp": crm_time(modified), "IsEmailBounced": "false",
        "Loyalty_Number__c": card,
    }  # fmt: skip
    if person.role or rng.random() < 0.85:
        row |= {"MailingStreet": address.street, "MailingCity": address.city, "MailingState": address.region}
        row |= {"MailingPostalCode": address.zip}
    return row | {"MailingCountry": rng.choice(("US", "USA", "United States"))}


def _merged(rng: Random, master: Row) -> Row:
    """What is left of a contact that was merged into another one."""
    kept = {"Id": _id(rng), "IsDeleted": "true", "MasterRecordId": master["Id"], "LastName": master["LastName"]}
    return dict.fromkeys(COLUMNS, "") | kept | {"CreatedDate": master["CreatedDate"]}


def _id(rng: Random) -> str:
    return long_id("0035g00000" + "".join(rng.choices(ascii_letters + digits, k=5)))
