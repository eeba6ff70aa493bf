"""The local check, compared with other validators and with the round trip that it may save."""

from __future__ import annotations

import http.client
import json
import re
from urllib.parse import urlsplit

import email_validator
import phonenumbers
import pycountry

from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress
from scripts.benchmarks.bodies import PHONE_NUMBER
from scripts.benchmarks.clients import BODY, headers, repeated
from scripts.benchmarks.figures import Table
from scripts.benchmarks.rounds import Bench

_EMAIL = "amala.bird@example.gov.uk"
_ABROAD = "+33 6 12 34 56 78"
_BRITISH = ["Amala Bird", "102 High Street", "Farnham", "SW14 6BH"]
_FRENCH = ["Amala Bird", "12 rue de la Paix", "75002 Paris", "France"]
_ROUND_TRIP = "one round trip, http.client"
_UK_MOBILE = re.compile(r"(?:\+44|0)7\d{9}")
_PLAIN_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")


def _by_phonenumbers(number: str) -> None:
    parsed = phonenumbers.parse(number, "GB")
    phonenumbers.is_valid_number(parsed)
    phonenumbers.number_type(parsed)


def tables(bench: Bench) -> list[Table]:
    connection = http.client.HTTPConnection(urlsplit(bench.url).netloc)
    bench.stack.callback(connection.close)
    body, sent = json.dumps(BODY), {**headers(), "Content-Type": "application/json"}

    def round_trip() -> object:
        connection.request("POST", "/v2/notifications/sms", body, sent)
        return json.loads(connection.getresponse().read())

    candidates = {
        _ROUND_TRIP: round_trip,
        "UK mobile: regular expression": lambda: _UK_MOBILE.fullmatch(PHONE_NUMBER.replace(" ", "")),
        "UK mobile: phonenumbers": lambda: _by_phonenumbers(PHONE_NUMBER),
        "UK mobile: notify_sdk": lambda: PhoneNumber.parse(PHONE_NUMBER),
        "number abroad: phonenumbers": lambda: _by_phonenumbers(_ABROAD),
        "number abroad: notify_sdk": lambda: PhoneNumber.parse(_ABROAD),
        "email: regular expression": lambda: _PLAIN_EMAIL.fullmatch(_EMAIL),
        "email: email-validator": lambda: email_validator.validate_email(_EMAIL, check_deliverability=False),
        "email: notify_sdk": lambda: EmailAddress.parse(_EMAIL),
        "UK address: regular expression": lambda: _POSTCODE.fullmatch(_BRITISH[-1]),
        "UK address: notify_sdk": lambda: PostalAddress.from_lines(_BRITISH),
        "address abroad: pycountry": lambda: pycountry.countries.lookup(_FRENCH[-1]),
        "address abroad: notify_sdk": lambda: PostalAddress.from_lines(_FRENCH),
    }
    return [
        bench.compare(
            "Check a recipient",
            "us per check",
            {name: repeated(check) for name, check in candidates.items()},
            base=_ROUND_TRIP,
            note="The CPU of the cheapest exchange over loopback; to Notify itself it also takes tens of milliseconds.",
        )
    ]
