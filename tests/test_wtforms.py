"""Fields and validators for WTForms: what they take, keep, say and show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Optional

from notify_sdk.recipients.form_values import FormEmailAddress, FormPhoneNumber, FormPostalAddress
from notify_sdk.wtforms import (
    EmailAddressField,
    PhoneNumberField,
    PostalAddressField,
    ValidEmailAddress,
    ValidPhoneNumber,
    ValidPostalAddress,
)
from tests.support.form_inputs import CASES, KINDS

FIELDS = {"phone": PhoneNumberField, "email": EmailAddressField, "address": PostalAddressField}
VALIDATORS = {"phone": ValidPhoneNumber, "email": ValidEmailAddress, "address": ValidPostalAddress}
VALUES = {"phone": FormPhoneNumber, "email": FormEmailAddress, "address": FormPostalAddress}


def form(field, text=None, **meta):
    made = type("Made", (Form,), {"value": field, "Meta": type("Meta", (), meta)})
    return made(MultiDict({} if text is None else {"value": text}))


@pytest.mark.parametrize("name", FIELDS)
@given(st.data())
def test_a_form_takes_exactly_what_the_local_check_takes(name, data):
    kind = KINDS[name]
    text, options = data.draw(kind.inputs), data.draw(kind.options())
    filled = form(FIELDS[name]("Label", **options), text)
    assert filled.validate() == kind.is_taken(text, **options)
    if not filled.errors:
        assert kind.is_taken(filled.value.data, **options)
    validated = form(StringField(validators=[InputRequired(), VALIDATORS[name](**options)]), text)
    assert validated.validate() == kind.is_taken(text, **options)
    assert validated.value.data == text


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_kept_and_what_is_shown(name):
    text, kept = KINDS[name].good
    filled = form(FIELDS[name](), text)
    assert filled.validate()
    assert filled.data == {"value": kept}
    assert text.strip().split()[0] in str(filled.value())  # as it was typed
    from_object = type("Made", (Form,), {"value": FIELDS[name]()})(data={"value": kept})
    assert kept.splitlines()[-1] in str(from_object.value())


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("blank", [None, "", " ", "\t\r\n", "\u3000"])
def test_a_blank_field(name, blank):
    for wording in ("design-system", "notify"):
        required = form(FIELDS[name](wording=wording), blank)
        assert not required.validate()
        assert required.errors == {"value": [VALUES[name](wording=wording).blank]}
    assert form(FIELDS[name](required=False), blank).validate()
    assert form(FIELDS[name](validators=[Optional()]), blank).validate()
    validated = form(StringField(validators=[VALIDATORS[name]()]), blank)
    assert validated.validate() == (not blank)  # InputRequired takes spaces for input
    assert validated.errors == ({"value": [VALUES[name]().blank]} if blank else {})


@pytest.mark.parametrize(("name", "code", "text"), CASES)
def test_each_refusal_has_the_message_of_its_kind(name, code, text):
    for wording in ("design-system", "notify"):
        field = form(FIELDS[name](wording=wording, required=False), text)
        validator = form(StringField(validators=[VALIDATORS[name](wording=wording)]), text)
        assert not field.validate()
        assert not validator.validate()
        assert len(field.errors["value"]) == 1
        assert field.errors == validator.errors
    own = form(StringField(validators=[VALIDATORS[name]("own")]), text)
    assert not own.validate()
    assert own.errors == {"value": ["own"]}


def test_other_validators_see_what_is_kept_and_nothing_that_was_refused():
    seen = []
    field = PhoneNumberField(validators=[lambda form, field: seen.append(field.data)])
    assert form(field, "07700 900 982").validate()
    assert not form(field, "07700").validate()
    assert seen == ["+447700900982"]


def test_messages_go_through_the_translations_of_the_form():
    class Welsh:
        def gettext(self, text):
            return f"cy: {text}"

        def ngettext(self, one, many, n):
            return one

    def translations(self, form):
        return Welsh()

    for text, field in (("", EmailAddressField()), ("a", StringField(validators=[ValidEmailAddress()]))):
        filled = form(field, text, get_translations=translations)
        assert not filled.validate()
        assert filled.errors["value"][0].startswith("cy: Enter an email address")


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("phone", ['type="tel"', 'autocomplete="tel"']),
        ("email", ['type="email"', 'autocomplete="email"', 'spellcheck="false"']),
        ("address", ["<textarea", 'autocomplete="street-address"', 'rows="5"']),
    ],
)
def test_the_attributes_that_the_design_system_recommends(name, attributes):
    shown = str(form(FIELDS[name]()).value())
    for attribute in attributes:
        assert attribute in shown
    own = str(form(FIELDS[name](render_kw={"autocomplete": "off", "class": "govuk-input"})).value())
    assert 'autocomplete="off"' in own
    assert 'class="govuk-input"' in own
