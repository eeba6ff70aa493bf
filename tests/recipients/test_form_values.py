"""What is kept of what people fill in, and what they are told."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, RecipientError
from notify_sdk.recipients.form_values import FormEmailAddress, FormPhoneNumber, FormPostalAddress, FormValue
from tests.support.form_inputs import CASES, KINDS

OF_KIND = {"phone": FormPhoneNumber, "email": FormEmailAddress, "address": FormPostalAddress}


def kept(value: FormValue, text: str) -> str | None:
    try:
        return value.kept(text)
    except RecipientError:
        return None


@pytest.mark.parametrize("name", KINDS)
@given(st.data())
def test_what_the_local_check_takes_is_kept_and_nothing_else(name, data):
    kind = KINDS[name]
    text, options = data.draw(kind.inputs), data.draw(kind.options())
    value = OF_KIND[name](**options)
    found = kept(value, text)
    assert (found is not None) == kind.is_taken(text, **options)
    if found is not None:  # Notify sends to the same place, and it is kept the same again
        assert kind.is_taken(found, **options)
        assert value.kept(found) == found


@pytest.mark.parametrize("name", KINDS)
def test_what_is_kept(name):
    text, expected = KINDS[name].good
    assert OF_KIND[name]().kept(text) == expected


@pytest.mark.parametrize(("name", "code", "text"), CASES)
@pytest.mark.parametrize("wording", ["design-system", "notify"])
def test_each_kind_of_refusal_has_its_own_message(name, code, text, wording):
    value = OF_KIND[name](wording=wording)
    with pytest.raises(RecipientError) as refused:
        value.kept(text)
    assert refused.value.code == code.upper()
    assert refused.value.hint
    if wording == "notify" and code != "character":
        with pytest.raises(RecipientError) as notifys:
            {
                "phone": PhoneNumber.parse,
                "email": EmailAddress.parse,
                "address": lambda t: PostalAddress.from_lines([t]),
            }[name](text)
        assert refused.value.message == notifys.value.message


def test_no_two_refusals_of_a_field_have_the_same_message():
    for name, kind in KINDS.items():
        said = [OF_KIND[name]().blank]
        for text in kind.refused.values():
            with pytest.raises(RecipientError) as refused:
                OF_KIND[name]().kept(text)
            said.append(refused.value.message)
        assert len(set(said)) == len(said)


def test_the_messages_are_in_the_manner_of_the_design_system():
    """They begin with what to do, or with the name of the field; they have no full stop, and none of what was typed."""
    values: list[FormValue] = [FormPhoneNumber(*chosen) for chosen in product([True, False], repeat=2)]
    values += [FormEmailAddress(), FormPostalAddress(True), FormPostalAddress(False)]
    begins = ("Enter a", "Telephone number", "UK telephone number", "Mobile number", "UK mobile number")
    begins += ("Email address", "Address", "The first 2 lines", "The last line")
    for value in values:
        texts = [text for kind in KINDS.values() for text in kind.refused.values()]
        messages = [value.blank]
        for text in [*texts, "+33 6 39 98 12 34", "0117 496 0123"]:
            try:
                value.kept(text)
            except RecipientError as error:
                messages.append(error.message)
        for message in messages:
            assert message.startswith(begins)
            assert message[-1] not in ".!?"


@pytest.mark.parametrize(
    ("value", "text", "said"),
    [
        (FormPhoneNumber(international_numbers=False), "+33 6 39 98 12 34", "Enter a UK telephone number, like 07700 900 982"),
        (FormPhoneNumber(landlines=False), "0117 496 0123", "Enter a UK mobile number, like 07700 900 982"),
        (FormPhoneNumber(), "+999 123456", "Enter a telephone number, like 07700 900 982 or +33 6 39 98 12 34"),
        (FormEmailAddress(), "amala", "Enter an email address in the correct format, like name@example.com"),
        (FormPostalAddress(international_addresses=False), "A\n1 Rue\nFrance", "The last line of the address must be a full UK postcode, like SW1A 2AA"),
    ],
)  # fmt: skip
def test_the_options_change_what_is_asked_for(value, text, said):
    with pytest.raises(RecipientError) as refused:
        value.kept(text)
    assert refused.value.message == said


def test_what_is_said_of_a_blank_field():
    assert FormPhoneNumber(False, False).blank == "Enter a UK mobile number"
    assert FormPhoneNumber(False).blank == "Enter a UK telephone number"
    assert (FormEmailAddress().blank, FormPostalAddress().blank) == ("Enter an email address", "Enter an address")
    assert FormPhoneNumber(wording="notify").blank == "Not enough digits"
    assert FormEmailAddress("notify").blank == "Not a valid email address"
    assert FormPostalAddress(wording="notify").blank == "Address must be at least 3 lines"
