"""Form fields of Django: what they take, keep, say and show."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.functional import lazystr
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

import tests.django.project  # noqa: F401 - configures Django
from notify_sdk.django.forms import EmailAddressField, PhoneNumberField, PostalAddressField
from notify_sdk.recipients.form_values import FormEmailAddress, FormPhoneNumber, FormPostalAddress
from tests.support.form_inputs import CASES, KINDS

FIELDS = {"phone": PhoneNumberField, "email": EmailAddressField, "address": PostalAddressField}
VALUES = {"phone": FormPhoneNumber, "email": FormEmailAddress, "address": FormPostalAddress}


def form(field: forms.Field, text: object = None) -> forms.Form:
    class Form(forms.Form):
        value = field

    return Form({} if text is None else {"value": text})


@pytest.mark.parametrize("name", FIELDS)
@given(st.data())
def test_a_form_takes_exactly_what_the_local_check_takes(name, data):
    kind = KINDS[name]
    text, options = data.draw(kind.inputs), data.draw(kind.options())
    filled = form(FIELDS[name](**options), text)
    assert filled.is_valid() == kind.is_taken(text, **options)
    if filled.is_valid():
        assert kind.is_taken(filled.cleaned_data["value"], **options)
        assert not form(FIELDS[name](**options), text).fields["value"].has_changed(filled.cleaned_data["value"], text)
    elif text.strip():
        optional = form(FIELDS[name](required=False, **options), text)
        assert not optional.is_valid()


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_kept(name):
    text, kept = KINDS[name].good
    filled = form(FIELDS[name](), text)
    assert filled.is_valid()
    assert filled.cleaned_data == {"value": kept}
    assert text.strip().split()[0] in str(filled)  # as it was typed


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("blank", [None, "", " ", "\t\r\n", "\u3000"])
def test_a_blank_field(name, blank):
    required = form(FIELDS[name](), blank)
    assert required.errors.as_data()["value"][0].code == "required"
    assert required.errors["value"] == [VALUES[name]().blank]
    assert form(FIELDS[name](wording="notify"), blank).errors["value"] == [VALUES[name](wording="notify").blank]
    for empty in ("", None):
        optional = form(FIELDS[name](required=False, empty_value=empty), blank)
        assert optional.is_valid()
        assert optional.cleaned_data == {"value": empty}


@pytest.mark.parametrize(("name", "code", "text"), CASES)
def test_each_refusal_has_its_code_and_its_message(name, code, text):
    (error,) = form(FIELDS[name](), text).errors.as_data()["value"]
    assert error.code == code
    messages = {
        wording: list(form(FIELDS[name](wording=wording), text).errors["value"])
        for wording in ("design-system", "notify")
    }
    assert messages["design-system"] != messages["notify"]
    own = {code: lazystr("of this code"), "required": "blank"}
    assert form(FIELDS[name](error_messages=own), text).errors["value"] == ["of this code"]
    assert form(FIELDS[name](error_messages={"invalid": "any"}), text).errors["value"] == ["any"]
    assert form(FIELDS[name](error_messages=own), "").errors["value"] == ["blank"]


def test_messages_are_translated_when_they_are_shown(monkeypatch):
    from django.utils import translation

    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"cy: {text}", raising=False)
    field = EmailAddressField()
    with override("cy"):
        assert form(field, "").errors["value"] == ["cy: Enter an email address"]
        assert form(field, "amala").errors["value"][0].startswith("cy: Enter an email address in the correct format")


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("phone", ['type="tel"', 'autocomplete="tel"']),
        ("email", ['type="email"', 'autocomplete="email"', 'spellcheck="false"']),
        ("address", ["<textarea", 'autocomplete="street-address"', 'rows="5"']),
    ],
)
def test_the_attributes_that_the_design_system_recommends(name, attributes):
    shown = str(form(FIELDS[name]()))
    for attribute in attributes:
        assert attribute in shown
    assert "maxlength" not in shown
    hidden = str(form(FIELDS[name](widget=forms.HiddenInput)))
    assert "autocomplete" not in hidden


def test_a_widget_of_ones_own_keeps_its_attributes():
    own = forms.TextInput(attrs={"autocomplete": "home tel", "class": "govuk-input"})
    shown = str(form(PhoneNumberField(widget=own)))
    assert 'type="tel"' in shown
    assert 'autocomplete="home tel"' in shown
    assert 'class="govuk-input"' in shown
    assert 'type="number"' in str(form(PhoneNumberField(widget=forms.NumberInput)))


def test_validators_see_what_is_kept():
    seen = []
    assert form(PhoneNumberField(validators=[seen.append]), "07700 900 982").is_valid()
    assert seen == ["+447700900982"]
    assert not form(PhoneNumberField(max_length=5), "07700 900 982").is_valid()
