"""The local check, compared with other validators and with the round trip that it may save."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

from scripts.benchmarks import environments
from scripts.benchmarks.bodies import PHONE_NUMBER
from scripts.benchmarks.clients import BODY, repeated
from scripts.benchmarks.figures import Table
from scripts.benchmarks.operations import Run
from scripts.benchmarks.rounds import Bench, Candidate

_EMAIL = "amala.bird@example.gov.uk"
_ABROAD = "+33 6 12 34 56 78"
_BRITISH = ["Amala Bird", "102 High Street", "Farnham", "SW14 6BH"]
_FRENCH = ["Amala Bird", "12 rue de la Paix", "75002 Paris", "France"]
_ROUND_TRIP = "one round trip, http.client"
_EXPRESSIONS = {
    "UK mobile": (r"(?:\+44|0)7\d{9}", PHONE_NUMBER.replace(" ", "")),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", _EMAIL),
    "UK address": (r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", _BRITISH[-1]),
}


def round_trip(stack: ExitStack, url: str) -> Run:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    stack.callback(connection.close)
    body = json.dumps(BODY)

    def exchange() -> object:
        connection.request("POST", "/v2/notifications/sms", body, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())

    return repeated(exchange)


def expression(_: ExitStack, what: str) -> Run:
    pattern, text = _EXPRESSIONS[what]
    compiled = re.compile(pattern)
    return repeated(lambda: compiled.fullmatch(text))


def validator(_: ExitStack, library: str, text: str) -> Run:
    return repeated(_validator(library, text))


def _validator(library: str, text: str) -> Callable[[], object]:
    match library:
        case "phonenumbers":
            import phonenumbers

            def check() -> object:
                parsed = phonenumbers.parse(text, "GB")
                return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed)

            return check
        case "email-validator":
            import email_validator

            return lambda: email_validator.validate_email(text, check_deliverability=False)
        case _:
            import pycountry

            return lambda: pycountry.countries.lookup(text)


def sdk(_: ExitStack, what: str) -> Run:
    from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress

    checks: dict[str, Callable[[], object]] = {
        "UK mobile": lambda: PhoneNumber.parse(PHONE_NUMBER),
        "number abroad": lambda: PhoneNumber.parse(_ABROAD),
        "email": lambda: EmailAddress.parse(_EMAIL),
        "UK address": lambda: PostalAddress.from_lines(_BRITISH),
        "address abroad": lambda: PostalAddress.from_lines(_FRENCH),
    }
    return repeated(checks[what])


def tables(bench: Bench) -> list[Table]:
    others = {
        "UK mobile": ("phonenumbers", PHONE_NUMBER),
        "number abroad": ("phonenumbers", _ABROAD),
        "email": ("email-validator", _EMAIL),
        "UK address": None,
        "address abroad": ("pycountry", _FRENCH[-1]),
    }
    candidates = {_ROUND_TRIP: Candidate(environments.SDK, round_trip, (bench.url,))}
    for what, other in others.items():
        if what in _EXPRESSIONS:
            candidates[f"{what}: regular expression"] = Candidate(environments.VALIDATORS, expression, (what,))
        if other:
            candidates[f"{what}: {other[0]}"] = Candidate(environments.VALIDATORS, validator, other)
        candidates[f"{what}: notify_sdk"] = Candidate(environments.SDK, sdk, (what,))
    return [
        bench.compare(
            "Check a recipient",
            "us per check",
            candidates,
            base=_ROUND_TRIP,
            note="The CPU of the cheapest exchange over loopback; to Notify itself it also takes tens of milliseconds.",
        )
    ]
