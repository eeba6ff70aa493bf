"""The recipients' classes on their own: forms, fields, hints, and input that nobody should be able to trip over."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from notify_sdk._validation import rules
from notify_sdk.recipients import (
    Country,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    Postcode,
    RecipientError,
    find_country,
)
from notify_sdk.recipients import phone as phone_module
from tests.conformance.data import rows

PARSERS: dict[str, Callable[[str], object]] = {
    "phone number": PhoneNumber.parse,
    "email address": EmailAddress.parse,
    "postcode": Postcode.parse,
    "country": Country.parse,
    "address": lambda text: PostalAddress.from_lines([text]),
    "url": rules.is_https_url,
    "time": rules.scheduled_for_error,
    "period": lambda text: rules.upload_errors({"file": "", "retention_period": text, "filename": text}),
}


def outcome(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except RecipientError as error:
        return error.code


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.text(st.characters(exclude_categories=())))
@settings(deadline=None)
def test_no_text_makes_a_parser_crash(name: str, text: str) -> None:
    outcome(PARSERS[name], text)


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202e07700900900", "a" * 100_000, "0\x00" * 50], ids=range(5))
def test_odd_text_makes_no_parser_crash(name: str, text: str) -> None:
    outcome(PARSERS[name], text)


# The service prints either name of these islands for the other.
TWO_NAMES = {"South Georgia and the South Sandwich Islands", "South Georgia and South Sandwich Islands"}

REPEATED = [
    " ",
    "a",
    "0",
    "+",
    ".",
    "a.",
    "@",
    "a@",
    "-",
    "a-",
    "(",
    "\n",
    "a\n",
    ",",
    "&",
    "https:",
    "/",
    "%41",
    "\u200b",
    "É",
    "nfa\n",
]


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("piece", REPEATED)
def test_a_megabyte_is_judged_in_linear_time(name: str, piece: str) -> None:
    """A parser that is not linear would keep the suite from ending, which is the failure."""
    outcome(PARSERS[name], piece * (1_000_000 // len(piece)))


@pytest.mark.parametrize(("corpus", "parse"), [("phone_numbers", PhoneNumber.parse), ("email_addresses", EmailAddress.parse), ("postcodes", Postcode.parse), ("country_lookups", Country.parse)])  # fmt: skip
def test_what_is_normalised_is_normal(corpus: str, parse: Callable[[str], object]) -> None:
    """A number without a `+` may be read as one of another country, so it gets its `+` back."""
    plus = "+" if corpus == "phone_numbers" else ""
    for row in rows(corpus):
        if row["accepted"] and row["normalised"] not in TWO_NAMES:
            assert str(parse(plus + row["normalised"])) == row["normalised"]


def test_a_normalised_address_is_normal() -> None:
    """But where a line names a country: taking the country off the end may bring another to the end."""
    for row in rows("postal_addresses"):
        if (
            row["accepted"]
            and not any(map(find_country, row["normalised"][:-1]))
            and row["normalised"][-1] not in TWO_NAMES
        ):
            assert list(PostalAddress.from_lines(row["normalised"]).lines) == row["normalised"]


def test_the_cheap_way_says_what_the_metadata_says() -> None:
    """Every range of five digits that the pattern takes, in each way of writing it."""
    seen = 0
    for prefix in range(10_000):
        for number in (f"07{prefix:04d}12345", f"+447{prefix:04d}12345", f"447{prefix:04d}12345"):
            if phone_module._UK_MOBILE.fullmatch(number):
                seen += 1
                assert phone_module._parsed(number) == phone_module._described(phone_module._attempt(number))
    assert seen > 20_000


def test_a_uk_mobile_and_an_email_address_load_no_metadata() -> None:
    code = (
        "import sys; from notify_sdk.recipients import *;"
        "PhoneNumber.parse('07700 900 900'); EmailAddress.parse('a@example.com');"
        "raise SystemExit('phonenumbers' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("locale", "seed"), [("C", "0"), ("tr_TR.UTF-8", "1"), ("C.UTF-8", "2")])
def test_verdicts_do_not_depend_on_locale_or_hash_seed(locale: str, seed: str) -> None:
    code = (
        "from notify_sdk.recipients import *; from notify_sdk._validation import rules;"
        "print(Country.parse('İRELAND'.replace('İ', 'I')), Postcode.parse('ſw1a 1aa'), EmailAddress.parse('I@EXAMPLE.COM'),"
        "rules.upload_errors({'b': 1, 'a': 2, 'file': 3}))"
    )
    environment = {**os.environ, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == (
        "Ireland SW1A 1AA i@example.com"
        " ['Additional properties are not allowed (a, b were unexpected)', 'file 3 is not of type string']\n"
    )


def test_a_phone_number_tells_what_it_is() -> None:
    mobile = PhoneNumber.parse("07700 900 900")
    assert (str(mobile), mobile.country, mobile.international, mobile.landline) == (
        "447700900900",
        "United Kingdom",
        False,
        False,
    )
    french = PhoneNumber.parse("+33 6 12 34 56 78")
    assert (french.country_code, french.country, french.international, french.rate_multiplier) == (
        "33",
        "France",
        True,
        2,
    )
    jersey = PhoneNumber.parse("07797 123456")
    assert (jersey.crown_dependency, jersey.international, jersey.country_code) == (True, True, "44")
    assert PhoneNumber.parse("020 7946 0991").landline


@pytest.mark.parametrize(
    ("number", "options", "message"),
    [
        ("+33 6 12 34 56 78", {"allow_international": False}, "Cannot send to international mobile numbers"),
        ("020 7946 0991", {"allow_landline": False}, "Not a UK mobile number"),
    ],
)
def test_a_stricter_service_refuses_more(number: str, options: dict[str, bool], message: str) -> None:
    with pytest.raises(RecipientError, match=message):
        PhoneNumber.parse(number, **options)


def test_an_address_tells_what_it_is() -> None:
    abroad = PostalAddress.from_lines(["Amala Bird", "Musterstr. 1", "10115 Berlin", "Deutschland"])
    assert (abroad.lines[-1], abroad.country, abroad.postage, abroad.international) == (
        "Germany",
        "Germany",
        "europe",
        True,
    )
    forces = PostalAddress.from_lines(["Jane", "Unit 1", "bfpo c/o 10", "BF1 2AT"])
    assert (forces.bfpo_number, forces.postcode, str(forces)) == (10, "BF1 2AT", "Jane\nUnit 1\nBF1 2AT\nBFPO 10")
    with pytest.raises(RecipientError, match="Must be a real UK postcode"):
        PostalAddress.from_lines(["Amala Bird", "1 Rue", "France"], allow_international=False)


@pytest.mark.parametrize(
    ("personalisation", "hint"),
    [
        ({}, "address_line_1 and address_line_2 and postcode are missing"),
        ({"address_line_1": "A", "address_line_2": "B"}, "postcode is missing"),
        ({"address_line_1": "A", "address_line_2": "Bath", "address_line_7": "BA1 1AA", "postcode": "x"}, None),
    ],
)
def test_a_letter_without_an_address_is_told_what_is_missing(personalisation: dict[str, str], hint: str | None) -> None:
    if hint is None:
        assert PostalAddress.from_personalisation(personalisation).postcode == "BA1 1AA"
        return
    with pytest.raises(RecipientError) as caught:
        PostalAddress.from_personalisation(personalisation)
    assert caught.value.hint == hint


class Form(BaseModel):
    phone: PhoneNumber
    email: EmailAddress
    postcode: Postcode
    country: Country
    address: PostalAddress


FILLED = {
    "phone": "07700 900900",
    "email": " Amala@Example.com ",
    "postcode": "sw146bh",
    "country": "Cymru",
    "address": ["Amala Bird", "102 High Street", "sw14 6bh"],
}


def test_they_are_the_types_of_pydantic_fields() -> None:
    form = Form.model_validate(FILLED)
    assert Form.model_validate(form.model_dump()) == form
    assert Form.model_validate_json(form.model_dump_json()) == form
    assert form.model_dump(mode="json")["address"] == ["Amala Bird", "102 High Street", "SW14 6BH"]
    assert Form.model_json_schema()["properties"]["address"]["items"] == {"type": "string"}
    assert Form.model_validate({**FILLED, "address": "A\nB\nSW14 6BH"}).address.postcode == "SW14 6BH"
    assert Form.model_validate(
        {**FILLED, "address": {"address_line_1": "A", "address_line_2": "B", "postcode": "SW14 6BH"}}
    )


@pytest.mark.parametrize(("name", "value"), [("phone", 5), ("email", None), ("postcode", []), ("country", "Narnia"), ("address", 7), ("address", [1]), ("phone", "x")])  # fmt: skip
def test_a_field_refuses_in_words(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({**FILLED, name: value})
    (error,) = caught.value.errors()
    assert error["loc"] == (name,)
    assert error["ctx"]["hint"]


def test_nothing_personal_is_shown_unasked() -> None:
    form = Form.model_validate(FILLED)
    shown = repr(form)
    assert "7700" not in shown
    assert "amala" not in shown.lower()
    assert "SW14" not in shown


def test_an_error_can_be_pickled() -> None:
    error = RecipientError("TOO_SHORT", "Not enough digits", "add some")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, str(copy), copy.hint) == ("TOO_SHORT", "Not enough digits", "add some")
