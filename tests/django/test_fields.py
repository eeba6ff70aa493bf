"""Model fields of Django: what they take and keep, their forms, the admin and migrations."""

from __future__ import annotations

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory
from django.test import RequestFactory
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

import tests.django.project  # noqa: F401 - configures Django
from notify_sdk.django import forms
from notify_sdk.django.fields import EmailAddressField, PhoneNumberField, PostalAddressField
from tests.support.form_inputs import CASES, KINDS

FIELDS = {"phone": PhoneNumberField, "email": EmailAddressField, "address": PostalAddressField}


with isolate_apps("tests.django.casework"):  # other tests make the tables of the project's models

    class Person(models.Model):
        phone = PhoneNumberField("telephone", landlines=False, blank=True)
        email = EmailAddressField(null=True, blank=True)
        address = PostalAddressField(
            international_addresses=False, wording="notify", error_messages={"blank": "Where?"}
        )

        class Meta:
            app_label = "casework"

        def __str__(self) -> str:
            return "somebody"


GOOD = {name: kind.good[0] for name, kind in KINDS.items()}
KEPT = {name: kind.good[1] for name, kind in KINDS.items()}


@pytest.mark.parametrize("name", FIELDS)
@given(st.data())
def test_a_model_takes_exactly_what_the_local_check_takes(name, data):
    kind = KINDS[name]
    text, options = data.draw(kind.inputs), data.draw(kind.options())
    field = FIELDS[name](**options)
    try:
        kept = field.clean(text, None)
    except ValidationError:
        kept = None
    assert (kept is not None) == kind.is_taken(text, **options)
    if kept is not None:
        assert field.clean(kept, None) == kept
        assert kind.is_taken(kept, **options)


@pytest.mark.parametrize("name", FIELDS)
def test_blank_and_null(name):
    for empty in ("", " ", "\r\n"):
        with pytest.raises(ValidationError) as refused:
            FIELDS[name]().clean(empty, None)
        assert (refused.value.code, refused.value.messages) == ("blank", [FIELDS[name]()._value.blank])
        assert FIELDS[name](blank=True).clean(empty, None) == ""
    with pytest.raises(ValidationError) as refused:
        FIELDS[name]().clean(None, None)
    assert refused.value.code == "null"
    assert FIELDS[name](null=True, blank=True).clean(None, None) is None


@pytest.mark.parametrize(("name", "code", "text"), CASES)
def test_each_refusal_has_its_code(name, code, text):
    with pytest.raises(ValidationError) as refused:
        FIELDS[name]().clean(text, None)
    assert refused.value.code == code
    with pytest.raises(ValidationError, match="own"):
        FIELDS[name](error_messages={code: "own"}).clean(text, None)


def test_full_clean_sets_what_is_kept():
    person = Person(**GOOD)
    person.full_clean()
    assert {name: getattr(person, name) for name in FIELDS} == KEPT


def test_a_model_form():
    form = modelform_factory(Person, fields=list(FIELDS))(GOOD)
    assert [type(each) for each in form.fields.values()] == [
        forms.PhoneNumberField,
        forms.EmailAddressField,
        forms.PostalAddressField,
    ]
    assert form.is_valid()
    assert form.cleaned_data == KEPT
    assert form.instance.phone == KEPT["phone"]
    empty = modelform_factory(Person, fields=list(FIELDS))({"phone": "0117 496 0123", "email": " ", "address": ""})
    assert empty.errors == {"phone": ["Enter a UK mobile number, like 07700 900 982"], "address": ["Where?"]}
    assert empty.cleaned_data["email"] is None
    abroad = modelform_factory(Person, fields=["address"])({"address": "A\n1 Rue\nFrance"})
    assert abroad.errors == {"address": ["Must be a real UK postcode"]}


def test_the_admins_form_has_the_attributes_too():
    form = ModelAdmin(Person, AdminSite()).get_form(RequestFactory().get("/"))()
    shown = form.as_p()
    for attribute in ('type="tel"', 'type="email"', 'autocomplete="street-address"', "vTextField", "vLargeTextField"):
        assert attribute in shown
    assert "maxlength" not in shown


@pytest.mark.parametrize(
    "field",
    [
        PhoneNumberField(),
        PhoneNumberField("telephone", landlines=False, international_numbers=False, max_length=30, null=True),
        EmailAddressField(wording="notify", unique=True, error_messages={"blank": "own"}),
        PostalAddressField(international_addresses=False, blank=True, default=""),
    ],
)
def test_a_migration_makes_the_same_field(field):
    written, imports = MigrationWriter.serialize(field)
    names: dict[str, object] = {}
    exec("\n".join(imports), names)
    again = eval(written, names)
    assert type(again) is type(field)
    assert again.deconstruct() == field.deconstruct()
    assert (again._value, again._given) == (field._value, field._given)
    assert field.clone()._value == field._value
    assert imports == {"import notify_sdk.django.fields"}


def test_defaults_are_not_in_a_migration():
    assert PhoneNumberField().deconstruct()[3] == {"max_length": 24}
    assert PostalAddressField().deconstruct()[3] == {}
    assert EmailAddressField(wording="notify").deconstruct()[3] == {"max_length": 320, "wording": "notify"}


def test_the_columns_are_text_of_djangos():
    types = [field.db_type(connection) for field in (PhoneNumberField(), EmailAddressField(), PostalAddressField())]
    assert types == ["varchar(24)", "varchar(320)", "text"]
    for field in Person._meta.get_fields():
        assert field.check() == []


@given(KINDS["phone"].inputs)
def test_no_number_that_is_kept_is_longer_than_its_column(text):
    if KINDS["phone"].is_taken(text):
        assert len(PhoneNumberField().clean(text, None)) <= 16


def test_what_is_not_clean_can_be_looked_up_and_saved():
    """As with every field of Django's: only `clean` checks."""
    field = PhoneNumberField()
    assert field.get_prep_value("07700") == "07700"
    assert field.to_python("x") == "x"
