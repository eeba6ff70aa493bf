"""A list of recipients: what it takes, and which requests go to it, however either is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from notify_sdk import RequestValidationError, models
from notify_sdk._calls.recipient_list import RecipientList
from notify_sdk._validation.checks import CheckContext, Checks
from notify_sdk._validation.request import Request
from tests.support.clients import ID
from tests.support.recipients import people

Person = tuple[tuple[str, str], Any]
OFF = CheckContext(Checks("off"))


def request_to(kind: str, written: Any) -> Request:
    match kind:
        case "number":
            return models.SendSmsRequest.model_validate({"phone_number": written, "template_id": ID}, context=OFF)
        case "email":
            return models.SendEmailRequest.model_validate({"email_address": written, "template_id": ID}, context=OFF)
        case _:
            body = {"personalisation": written, "template_id": ID}
            return models.SendLetterRequest.model_validate(body, context=OFF)


def entry_of(written: Any) -> str:
    """The entry of a list that a letter is compared with is the postcode of its address."""
    if not isinstance(written, Mapping):
        return str(written)
    lines = (written.get("address_line_7"), written.get("address_line_3"), written.get("postcode"))
    return str(next(line for line in lines if line is not None))


@pytest.mark.parametrize("kind", ["number", "email"])
def test_a_request_goes_to_a_listed_recipient_exactly_if_the_place_is_the_same(kind: str) -> None:
    @given(people(kind), people(kind), people())
    def test(listed: Person, other: Person, third: Person) -> None:
        entries = [entry_of(listed[1]), entry_of(third[1])]
        expected = other[0] in (listed[0], third[0])
        assert RecipientList.parse(entries, "x").has(request_to(kind, other[1])) is expected

    test()


@given(people("address"), people("address"))
def test_a_letter_goes_to_a_listed_postcode_exactly_if_it_is_its_own(listed: Person, other: Person) -> None:
    expected = listed[0][1].splitlines()[-1] == other[0][1].splitlines()[-1]
    assert RecipientList.parse([entry_of(listed[1])], "x").has(request_to("address", other[1])) is expected


@given(people("email"), people("email"))
def test_a_domain_has_its_addresses_and_not_those_of_other_domains(listed: Person, other: Person) -> None:
    domain = str(listed[1]).strip().partition("@")[2]
    expected = listed[0][1].partition("@")[2] == other[0][1].partition("@")[2]
    assert RecipientList.parse([f"@{domain}"], "x").has(request_to("email", other[1])) is expected


@pytest.mark.parametrize(
    ("kind", "written"),
    [("number", "nonsense"), ("email", "no"), ("email", "a@b@example.com"), ("address", {"address_line_1": "nowhere"})],
)
def test_what_notify_sends_nothing_to_is_in_no_list(kind: str, written: Any) -> None:
    everything = RecipientList.parse(["@example.com", "07700900900", "SW1A 1AA", "a@example.com"], "x")
    assert everything.has(request_to(kind, written)) is False


def test_where_a_pdf_goes_is_not_known() -> None:
    request = models.SendPrecompiledLetterRequest(reference="a", content="JVBERi0=")
    assert RecipientList.parse(["SW1A 1AA"], "x").has(request) is None


@pytest.mark.parametrize("option", ["only_to", "never_to"])
@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("amala@example.com", " is not a list"),
        (["amala@example.com", "secret nonsense"], "[1] is not an email address, a domain, a phone number or"),
        (["amala@"], "[0] is not"),
        (["@"], "[0] is not"),
        ([""], "[0] is not"),
        ([7], "[0] is not"),
        ([None], "[0] is not"),
    ],
)
def test_a_bad_entry_is_named_by_its_index(option: str, entries: Any, message: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        RecipientList.parse(entries, option)
    assert option + message in str(caught.value)
    assert caught.value.errors[0].field == option
    assert "nonsense" not in str(caught.value)


def test_its_repr_shows_no_recipient() -> None:
    entries = ["amala@example.com", "@example.org", "07700 900900", "SW1A 1AA"]
    assert repr(RecipientList.parse(entries, "only_to")) == "RecipientList()"
